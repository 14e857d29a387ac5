/** Learns how long a picture occupies an inference process, from the batches that came back. */
export class LatencyModel {
  private millisecondsPerPicture = 0;

  /** One batch took `milliseconds` for `pictures`. */
  learn(milliseconds: number, pictures: number): void {
    const sample = milliseconds / pictures;
    // A weight of 1/8 follows a change of traffic within about ten batches and rides out one slow picture.
    this.millisecondsPerPicture +=
      (sample - this.millisecondsPerPicture) * (this.millisecondsPerPicture === 0 ? 1 : 1 / 8);
  }

  /** Milliseconds until a picture that joins the line now would be answered; 0 before anything is known. */
  estimate(waiting: number, processes: number): number {
    return (waiting / Math.max(1, processes) + 1) * this.millisecondsPerPicture;
  }
}
