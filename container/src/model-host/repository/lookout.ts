/** Looks at something again and again, one look after the other with a pause between, until it is told to stop. */
export class Lookout {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly look: () => Promise<void>,
    private readonly onTrouble: (error: Error) => void,
  ) {}

  /** A look that fails is told, and the next one comes all the same. */
  every(pauseMs: number): void {
    if (this.stopped) return;
    const look = () =>
      void this.look()
        .catch(this.onTrouble)
        .finally(() => this.every(pauseMs));
    this.timer = setTimeout(look, pauseMs);
    this.timer.unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.stopped = true;
  }
}
