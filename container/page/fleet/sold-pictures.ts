import type { SaleBatch } from '../../../lib/contracts/flash-sale';

/** Where a picture of a flash sale lies, or will. */
export interface Sold {
  readonly batch: string;
  readonly key: string;
  /** Resolves once it is in its bucket. */
  readonly sent: Promise<void>;
}

/** Pictures that somebody else uploads: this page only waits for their results. */
export class SoldPictures {
  private readonly places = new WeakMap<File, Sold>();
  private readonly waiting = new Map<string, (() => void)[]>();

  /** The files, one for each picture of the batch, in its order. */
  add({ batch, pictures }: SaleBatch, drawings: ReadonlyMap<string, Blob>): File[] {
    const arrivals: (() => void)[] = [];
    const files = pictures.map(({ key, drawing }) => {
      const sent = new Promise<void>((resolve) => arrivals.push(resolve));
      const file = new File([drawings.get(drawing) ?? new Blob()], nameIn(key), { type: 'image/jpeg' });
      this.places.set(file, { batch, key, sent });
      return file;
    });
    this.waiting.set(batch, arrivals);
    return files;
  }

  /** Tells how many of a batch are in their bucket. */
  note({ batch, sent, pictures }: SaleBatch): void {
    const waiting = this.waiting.get(batch) ?? [];
    const still = pictures.length - sent;
    for (const arrive of waiting.splice(0, Math.max(0, waiting.length - still))) arrive();
  }

  find(file: File): Sold | undefined {
    return this.places.get(file);
  }
}

/** The name of a picture, without the number that every upload has before it. */
function nameIn(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).replace(/^\d+-/, '');
}
