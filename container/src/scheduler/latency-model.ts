/** What a batch, or a picture alone, asks of an inference process. */
export interface Load {
  readonly pictures: number;
  /** Estimated memory while decoding, over all of them: a photograph of 12 megapixels costs ten small ones. */
  readonly decodedBytes: number;
}

/** About the last 32 batches count: a change of traffic is followed within half a second under load. */
const weight = 1 / 32;
/** From then on a batch counts as four times its expected duration at most: a process may pause for its own reasons. */
const seasoned = 8;
const mostSurprise = 4;
const sweeps = 4;

/**
 * Learns how long a batch occupies an inference process: one part per batch, one per picture and one per decoded byte,
 * none of them negative.
 *
 * It is a least-squares fit over exponentially weighted moments, solved by coordinate descent from the last solution.
 * So what the batches say nothing about stays as it was: as long as all have one size, the time is the pictures' own.
 */
export class LatencyModel {
  /** Milliseconds per batch, picture and decoded megabyte. */
  private readonly parts = [0, 0, 0];
  private readonly products = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  private readonly targets = [0, 0, 0];
  private batches = 0;

  learn(milliseconds: number, load: Load): void {
    const features = featuresOf(load);
    const expected = this.milliseconds(load);
    if (this.batches === 0) this.parts[1] = milliseconds / load.pictures;
    const sample = this.batches < seasoned ? milliseconds : Math.min(milliseconds, mostSurprise * expected);
    this.batches += 1;
    // The first batches count alike, so that the very first one does not outweigh them.
    const share = Math.max(weight, 1 / this.batches);
    for (const [row, feature] of features.entries()) {
      this.targets[row] += share * (feature * sample - this.targets[row]);
      for (const [column, other] of features.entries()) {
        this.products[row][column] += share * (feature * other - this.products[row][column]);
      }
    }
    for (let sweep = 0; sweep < sweeps; sweep += 1) this.improve();
  }

  /** Milliseconds that a batch takes; 0 before anything is known. */
  milliseconds(load: Load): number {
    return featuresOf(load).reduce((sum, feature, place) => sum + feature * this.parts[place], 0);
  }

  /** Milliseconds that one picture adds to its batch. */
  marginalMs(decodedBytes: number): number {
    return this.milliseconds({ pictures: 1, decodedBytes }) - this.parts[0];
  }

  /** Milliseconds that a batch costs before its first picture. */
  get batchMs(): number {
    return this.parts[0];
  }

  /** Milliseconds of a batch of so many pictures as they have been of late. */
  usualMs(pictures: number): number {
    const [, meanPictures, meanMegabytes] = this.products[0];
    const megabytes = meanPictures === 0 ? 0 : (pictures * meanMegabytes) / meanPictures;
    return this.milliseconds({ pictures, decodedBytes: megabytes * 1e6 });
  }

  private improve(): void {
    for (const [row, products] of this.products.entries()) {
      if (products[row] === 0) continue;
      const others = products.reduce(
        (sum, product, place) => (place === row ? sum : sum + product * this.parts[place]),
        0,
      );
      this.parts[row] = Math.max(0, (this.targets[row] - others) / products[row]);
    }
  }
}

function featuresOf({ pictures, decodedBytes }: Load): [number, number, number] {
  return [1, pictures, decodedBytes / 1e6];
}
