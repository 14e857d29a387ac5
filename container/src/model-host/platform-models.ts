import { realpath } from 'node:fs/promises';
import { isAbsolute, sep } from 'node:path';
import { Failure } from '../../../lib/contracts/failures';
import type { Engine } from '../inference/engine';
import type { LoadedModels } from './loaded-models';
import type { ModelHost, ModelListing, Wanted } from './model-host';
import { unknown } from './one-model';
import { asFailure } from './opening-failure';

export interface PostedModel {
  readonly name: string;
  /** The path as it was posted. */
  readonly url: string;
}

/** Models that a platform posts and deletes (the contract of Amazon SageMaker's multi-model endpoints). */
export class PlatformModels implements ModelHost {
  private readonly places = new Map<string, PostedModel>();

  /** @param root the folder below which models must lie */
  constructor(
    private readonly models: LoadedModels,
    private readonly root: string,
  ) {}

  async start(): Promise<void> {}

  /**
   * Opens the model in the folder `url`; returns when it can be used.
   *
   * @throws Failure model-loaded, model-path-refused, model-path-missing, model-unavailable or model-memory-exhausted
   */
  async post({ name, url }: PostedModel): Promise<void> {
    if (this.places.has(name)) throw new Failure('model-loaded', `The model ${name} is loaded already.`);
    const posted = { name, url };
    this.places.set(name, posted);
    try {
      await this.models.load(name, { place: () => this.confined(url), known: { name, by: 'POST /models' } });
    } catch (error) {
      this.forget(posted);
      throw asFailure(error);
    }
  }

  /** The posted models in the order of their names. */
  get posted(): readonly PostedModel[] {
    return [...this.places.values()]
      .filter(({ name }) => this.models.find(name))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async use<T>({ name, version }: Wanted, work: (model: Engine) => Promise<T>): Promise<T> {
    const wanted = name ?? (this.models.keys.length === 1 ? this.models.keys[0] : undefined);
    if (wanted === undefined) throw new Failure('model-unknown', 'The request names no model; see GET /models.');
    const model = this.models.find(wanted);
    if (!model || (version !== undefined && version !== model.engine.version)) throw unknown(wanted, version);
    return await model.use(work);
  }

  list(): readonly ModelListing[] {
    return [...new Set([...this.places.keys(), ...this.models.closingKeys])].map((name) => {
      const version = this.models.find(name)?.engine.version ?? '';
      return { name, version, state: this.models.state(name) ?? 'UNAVAILABLE', reason: '' };
    });
  }

  load(): Promise<void> {
    return Promise.reject(new Failure('model-control-off', 'Models are loaded by POST /models here.'));
  }

  /** Also gives up an opening: whoever deletes a model does not wait for it. */
  async unload(name: string): Promise<void> {
    const posted = this.places.get(name);
    const unloaded = this.models.unload(name, 'asked');
    // From now on the name is free: who posts it again waits until the memory is.
    if (posted) this.forget(posted);
    if (!(await unloaded) && !posted) throw unknown(name);
  }

  get open(): readonly Engine[] {
    return this.models.engines;
  }

  /** With no model at all the server is as healthy as it can be; one broken model must not cost all others theirs. */
  get working(): boolean {
    return true;
  }

  stop(): Promise<void> {
    return this.models.stop();
  }

  /** Unless it was posted anew meanwhile. */
  private forget(posted: PostedModel): void {
    if (this.places.get(posted.name) === posted) this.places.delete(posted.name);
  }

  private async confined(url: string): Promise<string> {
    const outside = new Failure('model-path-refused', `Models must lie below ${this.root}.`);
    if (!isAbsolute(url) || url.includes('\0')) throw outside;
    const root = await realpath(this.root).catch(() => this.root);
    const place = await realpath(url).catch(() => {
      throw new Failure('model-path-missing', `There is nothing at ${url.slice(0, 300)}.`);
    });
    if (!place.startsWith(root.endsWith(sep) ? root : root + sep)) throw outside;
    return place;
  }
}
