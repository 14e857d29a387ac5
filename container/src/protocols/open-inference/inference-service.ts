import { Failure } from '../../../../lib/contracts/failures';
import type { ModelHost, ModelListing, Wanted } from '../../model-host/model-host';
import { type Caller, infer, type ServedModel } from './inference';
import type { InferenceAnswer, InferenceRequest } from './inference-request';
import { configOf, type ModelConfig, platform } from './model-config';
import { ModelStatistics } from './model-statistics';
import { type ModelTensors, tensorsOf } from './model-tensors';
import { type StatisticsRow, statisticsEntry } from './statistics-answer';

export interface InferenceServiceOptions {
  readonly models: Pick<ModelHost, 'use' | 'list' | 'load' | 'unload'>;
  readonly serverVersion: string;
  readonly maxBodyBytes: number;
}

export interface ModelMetadata extends ModelTensors {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
}

/** The most versions of models whose counts are kept. */
const mostRows = 1000;

const serverName = 'image-classifier';
const extensions = [
  'classification',
  'binary_tensor_data',
  'parameters',
  'schedule_policy',
  'model_configuration',
  'model_repository',
  'statistics',
];

/** What the Open Inference Protocol can be asked, whichever way it is asked: HTTP and gRPC only translate. */
export class InferenceService {
  private readonly statistics = new Map<string, StatisticsRow>();

  constructor(private readonly options: InferenceServiceOptions) {}

  get server() {
    return { name: serverName, version: this.options.serverVersion, extensions };
  }

  /**
   * Reads the request once the model is there, and answers it.
   *
   * @param read called with the model while it cannot go away
   * @throws Failure
   */
  infer(
    wanted: Pick<Wanted, 'name' | 'version'>,
    caller: Caller,
    read: (model: ServedModel) => Promise<InferenceRequest>,
  ): Promise<InferenceAnswer> {
    const { deadline, signal } = caller;
    return this.options.models.use({ ...wanted, deadline, signal }, async (model) => {
      // Before its body is read: what will be turned away need not be sent.
      model.scheduler.requireRoom(caller);
      const { statistics } = this.statisticsOf(model);
      try {
        return await infer(model, await read(model), caller, statistics);
      } catch (error) {
        statistics.failed(performance.now() - caller.startedAt);
        throw error;
      }
    });
  }

  metadata(wanted: Wanted): Promise<ModelMetadata> {
    return this.options.models.use(wanted, async ({ name, version, description }) => {
      const versions = this.listed(name).map((listing) => listing.version);
      return { name, versions: versions.length > 0 ? versions : [version], platform, ...tensorsOf(description) };
    });
  }

  /** Opens the model where it is not open yet: whoever waits for it to be ready is about to use it. */
  async requireReady(wanted: Wanted): Promise<void> {
    await this.options.models.use(wanted, async () => {});
  }

  config(wanted: Wanted): Promise<ModelConfig> {
    return this.options.models.use(wanted, async (model) => configOf(model, this.options.maxBodyBytes));
  }

  /**
   * Counts of the versions that were asked; of all models where none is named.
   *
   * @throws Failure model-unknown
   */
  statisticsRows({ name, version }: Pick<Wanted, 'name' | 'version'>) {
    const known = name === undefined ? this.options.models.list() : this.listed(name);
    const rows = known.filter((listing) => version === undefined || listing.version === version);
    if (name !== undefined && rows.length === 0) {
      throw new Failure('model-unknown', `There is no model ${name.slice(0, 300)}, or not in this version.`);
    }
    return rows.filter(({ state }) => state === 'READY').map((listing) => statisticsEntry(this.statisticsOf(listing)));
  }

  index(readyOnly: boolean): readonly ModelListing[] {
    const all = this.options.models.list();
    return readyOnly ? all.filter(({ state }) => state === 'READY') : all;
  }

  load(name: string): Promise<void> {
    return this.options.models.load(name);
  }

  unload(name: string): Promise<void> {
    return this.options.models.unload(name);
  }

  private listed(name: string): readonly ModelListing[] {
    return this.options.models.list().filter((listing) => listing.name === name);
  }

  private statisticsOf({ name, version }: { name: string; version: string }): StatisticsRow {
    const key = JSON.stringify([name, version]);
    const known = this.statistics.get(key);
    if (known) return known;
    // A platform may post models under ever new names: the one asked first is forgotten first.
    const [oldest] = this.statistics.keys();
    if (this.statistics.size >= mostRows) this.statistics.delete(oldest);
    const row = { name, version, statistics: new ModelStatistics() };
    this.statistics.set(key, row);
    return row;
  }
}
