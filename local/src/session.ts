import { objectPath } from './cloud/service-call';
import type { LocalOptions } from './command-line';
import { hostedUnits } from './endpoints/endpoint-state';
import { countAtEnd, type FinalCount } from './engine/final-count';
import type { LocalStack } from './run-local';
import type { Command } from './view/commands';
import { inWords } from './view/duration';
import { recognition } from './view/recognition';
import { plain } from './view/screen';
import { Observer, type Snapshot } from './view/snapshot';
import type { TerminalView } from './view/terminal-view';

const lookEveryMs = 500;

/** One run of a stack in front of somebody: looks at it, acts on commands, and ends with the totals. */
export class Session {
  private readonly observer: Observer;
  private quits = 0;
  /** Pictures of the demo whose labels are still to be told. */
  private untold: readonly string[] = [];
  private owed: boolean;
  private wrong = 0;

  constructor(
    private readonly stack: LocalStack,
    private readonly view: TerminalView,
    private readonly options: Pick<LocalOptions, 'flash' | 'demo' | 'once' | 'maxLocal'>,
  ) {
    this.owed = options.demo;
    this.observer = new Observer(stack.engine, stack.model, stack.cloud, options.maxLocal);
  }

  act(command: Command): void {
    if (command.do === 'flash') void this.flash(command.count);
    else this.quit();
  }

  /** The first time lets the work finish; the second one does not wait for it. */
  quit(): void {
    this.quits += 1;
    this.stack.sale?.close();
    const { open } = this.stack.engine.ledger.totals;
    if (this.quits === 1 && open > 0) this.view.say(`Finishing ${open} pictures; once more ends without them.`);
  }

  /**
   * Runs until it is told to quit, or, with `once`, until all is done.
   *
   * @throws LocalFailure local-task-failed
   */
  async run(): Promise<FinalCount & { readonly wrong: number }> {
    if (this.options.flash > 0) void this.begin();
    for (let snapshot = await this.observer.look(); !this.isOver(snapshot); snapshot = await this.observer.look()) {
      if (snapshot.totals.open === 0) await this.tellRecognised();
      this.view.show(snapshot);
      const { failure } = this.stack.engine;
      if (failure) throw failure;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    const { engine, model, cloud } = this.stack;
    await engine.stop();
    const finalCount = await countAtEnd(engine.ledger, model, cloud);
    for (const line of this.figures(finalCount)) this.view.say(line);
    await this.stack.stop();
    return { ...finalCount, wrong: this.wrong };
  }

  private isOver({ totals, services }: Snapshot): boolean {
    if (this.quits > 1) return true;
    if (totals.open > 0) return false;
    if (this.quits === 1) return true;
    if (this.owed) return false;
    if (!this.options.once || totals.submitted < Math.max(1, this.options.flash)) return false;
    return [...services, ...hostedUnits(this.stack.engine.endpoints)].every(({ id, running, stopping }) => {
      const target = this.stack.model.targets.find(({ service }) => service === id);
      return target === undefined || (running <= target.minimum && stopping === 0);
    });
  }

  private async begin(): Promise<void> {
    const keys = await this.flash(this.options.flash);
    if (this.options.demo) this.untold = keys;
    if (keys.length > 0) return;
    this.wrong = this.options.flash;
    if (this.options.once) this.quit();
  }

  /** @returns the keys of what was sent */
  private async flash(count: number): Promise<readonly string[]> {
    const { sale } = this.stack;
    if (sale) return await sale.send(count).catch(() => []);
    this.view.say('No bucket of this stack tells of new pictures: there is nowhere to send a sale.');
    return [];
  }

  private async tellRecognised(): Promise<void> {
    const keys = this.untold;
    if (keys.length === 0) return;
    this.untold = [];
    this.owed = false;
    const { engine, cloud, site, model } = this.stack;
    const { lines, right } = await recognition(keys, {
      resultOf: (key) => engine.ledger.resultOf(key),
      read: ({ bucket, resultKey }) => cloud.calls.object(objectPath(bucket, resultKey)),
    });
    this.wrong = keys.length - right;
    const { firstSubmitAt = 0, lastResultAt = 0 } = engine.ledger;
    const told = [
      '',
      ...lines,
      '',
      `${right} of ${keys.length} right, ${inWords(lastResultAt - firstSubmitAt)} after the first upload.`,
    ];
    if (model.pages.length > 0 && !this.options.once)
      told.push(`They are on the page too, with a button for a flash sale:  ${site}/`);
    for (const line of [...told, '']) this.view.say(line);
  }

  private figures({ submitted, classified, failed, waiting, lost }: FinalCount): string[] {
    const { ledger, pools } = this.stack.engine;
    const { firstSubmitAt, lastResultAt, repeated } = ledger;
    const took = firstSubmitAt && lastResultAt ? lastResultAt - firstSubmitAt : 0;
    const first = [...pools.values()].flatMap((pool) => pool.firstStartAt ?? []).sort()[0];
    const peaks = [...pools].map(
      ([id, { peak, started, died }]) => `${plain(id)}: ${started} started, at most ${peak} at once, ${died} died`,
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
