import { type Order, orders } from '../arrangement';
import { find, onClick } from '../element';
import { save, toCsv, toJson } from '../results-file';
import type { Entry, Store } from '../store';

export interface ActionsProps {
  readonly store: Store;
  /** What an export contains: the pictures in sight, in their order. */
  readonly visible: () => readonly Entry[];
  readonly order: (order: Order) => void;
  readonly resend: (entries: readonly Entry[]) => void;
  readonly cancel: () => void;
  readonly clear: () => void;
}

/** The buttons beside the filters: sort, save, try again, cancel, clear. */
export class Actions {
  private readonly retry: HTMLButtonElement;
  private readonly cancel: HTMLButtonElement;

  constructor(private readonly props: ActionsProps) {
    const order = find<HTMLSelectElement>('order');
    order.addEventListener('change', () => props.order(orders.find((one) => one === order.value) ?? 'added'));
    onClick('export-csv', () => save('classified.csv', 'text/csv', toCsv(props.visible())));
    onClick('export-json', () => save('classified.json', 'application/json', toJson(props.visible())));
    this.retry = onClick('retry', () => props.resend(this.worthAnotherTry()));
    this.cancel = onClick('cancel', props.cancel);
    onClick('clear', props.clear);
  }

  update(): void {
    this.cancel.hidden = this.props.store.unfinished === 0;
    this.retry.hidden = this.props.store.unfinished > 0 || this.worthAnotherTry().length === 0;
  }

  private worthAnotherTry(): Entry[] {
    return this.props.store.entries.filter(({ progress }) => {
      return progress.stage === 'cancelled' || (progress.stage === 'failed' && progress.failure.retry === 'later');
    });
  }
}
