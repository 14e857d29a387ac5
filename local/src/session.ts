import type { LocalOptions } from './command-line';
import { type Reckoning, reckon } from './engine/reckoning';
import type { LocalStack } from './run-local';
import type { Command } from './view/commands';
import { inWords } from './view/duration';
import { Observer, type Snapshot } from './view/snapshot';
import type { TerminalView } from './view/terminal-view';

const lookEveryMs = 500;

/** One run of a stack in front of somebody: looks at it, acts on commands, and ends with the totals. */
export class Session {
  private readonly observer: Observer;
  private sending: Promise<void> = Promise.resolve();
  private quits = 0;

  constructor(
    private readonly stack: LocalStack,
    private readonly view: TerminalView,
    private readonly options: Pick<LocalOptions, 'flash' | 'once' | 'maxLocal'>,
  ) {
    this.observer = new Observer(stack.engine, stack.model, stack.cloud, options.maxLocal);
  }

  act(command: Command): void {
    if (command.do === 'flash') this.sending = this.sending.then(() => this.flash(command.count));
    else this.quit();
  }

  /** The first time lets the work finish; the second one does not wait for it. */
  quit(): void {
    this.quits += 1;
    const { open } = this.stack.engine.ledger.totals;
    if (this.quits === 1 && open > 0) this.view.say(`Finishing ${open} pictures; once more ends without them.`);
  }

  /** Runs until it is told to quit, or, with `once`, until all is done. */
  async run(): Promise<Reckoning> {
    if (this.options.flash > 0) this.act({ do: 'flash', count: this.options.flash });
    for (let snapshot = await this.observer.look(); !this.isOver(snapshot); snapshot = await this.observer.look()) {
      this.view.show(snapshot);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    const { engine, model, cloud } = this.stack;
    await engine.stop();
    const reckoning = await reckon(engine.ledger, model, cloud);
    for (const line of this.figures(reckoning)) this.view.say(line);
    await this.stack.stop();
    return reckoning;
  }

  private isOver({ totals, services }: Snapshot): boolean {
    if (this.quits > 1) return true;
    if (totals.open > 0) return false;
    if (this.quits === 1) return true;
    const atRest = services.every(({ id, running, stopping }) => {
      const target = this.stack.model.targets.find(({ service }) => service === id);
      return target === undefined || (running <= target.minimum && stopping === 0);
    });
    return this.options.once && totals.submitted >= Math.max(1, this.options.flash) && atRest;
  }

  private async flash(count: number): Promise<void> {
    const { sale } = this.stack;
    if (!sale) return this.view.say('No bucket of this stack tells of new pictures: there is nowhere to send a sale.');
    try {
      const drawings = await sale.prepare(count);
      this.view.say(`Flash sale: ${count} pictures of ${Math.min(count, drawings.length)} drawn products.`);
      await sale.send(count);
    } catch (error) {
      this.view.say(`The flash sale failed: ${(error as Error).message}`);
    }
  }

  private figures({ submitted, classified, failed, waiting, lost }: Reckoning): string[] {
    const { ledger, pools } = this.stack.engine;
    const { firstSubmitAt, lastResultAt, repeated } = ledger;
    const took = firstSubmitAt && lastResultAt ? lastResultAt - firstSubmitAt : 0;
    const first = [...pools.values()].flatMap((pool) => pool.firstStartAt ?? []).sort()[0];
    const peaks = [...pools].map(
      ([id, { peak, started, died }]) => `${id}: ${started} started, at most ${peak} at once, ${died} died`,
    );
    return [
      '',
      ...(took > 0
        ? [
            `${inWords(took)} from the first picture to the last result: ${((classified + failed) / (took / 1000)).toFixed(1)} a second`,
          ]
        : []),
      ...(first && firstSubmitAt && first >= firstSubmitAt
        ? [`${inWords(first - firstSubmitAt)} from the first picture to the start of the first worker`]
        : []),
      ...peaks,
      ...(repeated > 0 ? [`${repeated} results were written again`] : []),
      `Totals: submitted ${submitted}, classified ${classified}, failed ${failed}, still waiting ${waiting}, lost ${lost}`,
    ];
  }
}
