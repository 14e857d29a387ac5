import {
  mostOnPage,
  type SaleBatch,
  saleAnswerSchema,
  saleApi,
  salesAnswerSchema,
} from '../../../lib/contracts/flash-sale';
import { decode } from '../../../lib/contracts/schema';
import { SoldPictures } from './sold-pictures';

const everyMs = 500;

export interface SalesProps {
  /** Takes pictures that are on their way already; refuses what would be too many for one page. */
  readonly add: (files: File[]) => void;
  /** How many pictures are on the page. */
  readonly shown: () => number;
}

/** The flash sales of the engine that serves this page: asks for them, and shows all that anybody asked for. */
export class Sales {
  readonly pictures = new SoldPictures();
  private readonly known = new Set<string>();
  private readonly drawings = new Map<string, Blob>();
  /** Batches that are wholly in their bucket, or wholly passed over; nothing more is to be heard of them. */
  private settled = 0;

  /**
   * @returns whether the products are drawn first
   * @throws Error that says in words why there is no sale
   */
  async order(count: number): Promise<boolean> {
    const body = JSON.stringify({ count });
    const answer = await fetch(`.${saleApi.sales}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    }).catch(() => undefined);
    if (!answer) throw new Error('The engine does not answer any more. Start it again.');
    if (!answer.ok) throw new Error(((await answer.json()) as { message: string }).message);
    return decode(saleAnswerSchema, await answer.json(), 'answer').drawing;
  }

  watch(props: SalesProps): void {
    const look = async (): Promise<void> => {
      // The engine may be gone, and come back; its page says so elsewhere.
      if (document.visibilityState === 'visible') await this.look(props).catch(() => undefined);
      setTimeout(() => void look(), everyMs);
    };
    void look();
  }

  private async look(props: SalesProps): Promise<void> {
    for (let more = true; more; ) {
      const answer = await fetch(`.${saleApi.sales}?after=${this.settled}`);
      const { batches } = decode(salesAnswerSchema, await answer.json(), 'answer');
      for (const batch of batches) await this.take(batch, props);
      const done = batches.findIndex(({ sent, pictures }) => sent < pictures.length);
      this.settled += done < 0 ? batches.length : done;
      more = batches.length > 0 && done < 0;
    }
  }

  private async take(batch: SaleBatch, { add, shown }: SalesProps): Promise<void> {
    if (!this.known.has(batch.batch) && shown() + batch.pictures.length <= mostOnPage) {
      await this.load(batch);
      add(this.pictures.add(batch, this.drawings));
    }
    this.known.add(batch.batch);
    this.pictures.note(batch);
  }

  /** One request for each drawing, however often it is sold. */
  private async load({ pictures }: SaleBatch): Promise<void> {
    const names = new Set(pictures.map(({ drawing }) => drawing).filter((name) => !this.drawings.has(name)));
    await Promise.all(
      [...names].map(async (name) => {
        const answer = await fetch(`.${saleApi.drawings}${encodeURIComponent(name)}`);
        if (answer.ok) this.drawings.set(name, await answer.blob());
      }),
    );
  }
}
