import { Failure } from '../../../lib/contracts/failures';
import type { Engine } from '../inference/engine';
import type { ModelHost, ModelListing, Wanted } from './model-host';

/** The host of a server that has one model from its start to its end. */
export class OneModel implements ModelHost {
  private engine: Engine | undefined;

  constructor(private readonly openModel: () => Promise<Engine>) {}

  async start(): Promise<void> {
    this.engine = await this.openModel();
  }

  async use<T>({ name, version }: Wanted, work: (model: Engine) => Promise<T>): Promise<T> {
    if (!this.engine) throw new Failure('model-not-ready');
    const other =
      (name !== undefined && name !== this.engine.name) || (version !== undefined && version !== this.engine.version);
    if (other) throw unknown(name ?? this.engine.name, version);
    return await work(this.engine);
  }

  list(): readonly ModelListing[] {
    if (!this.engine) return [];
    const { name, version } = this.engine;
    return [{ name, version, state: 'READY', reason: '' }];
  }

  load(): Promise<void> {
    return Promise.reject(new Failure('model-control-off'));
  }

  unload(): Promise<void> {
    return Promise.reject(new Failure('model-control-off'));
  }

  get open(): readonly Engine[] {
    return this.engine ? [this.engine] : [];
  }

  get working(): boolean {
    return (this.engine?.pool.ready ?? 0) > 0;
  }

  async stop(): Promise<void> {
    await this.engine?.pool.stop();
  }
}

/** What callers are told about a model that is not there. */
export function unknown(name: string, version?: string): Failure {
  const wanted = version === undefined ? name : `${name} in version ${version}`;
  return new Failure('model-unknown', `There is no model ${wanted.slice(0, 300)}.`);
}
