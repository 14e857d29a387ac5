import { join } from 'node:path';
import type { HostedModel, VariantModel } from '../assembly/endpoint-model';
import { variantId } from '../assembly/resources/scaling';
import { CopyPool, type CopyPoolOptions } from './copy-pool';
import type { Answer, Invocation } from './invocation';
import { RuntimeError, unavailable, validationError } from './runtime-error';
import { ServerlessGate } from './serverless-gate';
import { Tally } from './tally';

/** Copies of one model: those of a variant, or of an inference component on it. */
export interface Unit {
  /** What the policies of the stack know it by. */
  readonly id: string;
  readonly initial: number;
  readonly pool: CopyPool;
  readonly tally: Tally;
  /** The name of the inference component. */
  readonly component?: string;
}

export interface RunningVariantOptions extends Omit<CopyPoolOptions, 'hosted' | 'startSeconds'> {
  /** Milliseconds until an idle serverless variant is cold. */
  readonly idleMs: number;
}

/** One variant of an endpoint on this machine. */
export class RunningVariant {
  readonly units: readonly Unit[];
  readonly gate: ServerlessGate | undefined;
  /** Its requests, whichever component they were for. */
  readonly tally = new Tally();

  constructor(
    readonly model: VariantModel,
    private readonly options: RunningVariantOptions,
  ) {
    const { name, hosted, components, startSeconds, instances, serverless } = model;
    const own = { hosted, startSeconds, id: variantId(options.endpoint, name), initial: instances };
    const parts = components.map((component) => {
      const { id, copies, name: title } = component;
      return { hosted: component.hosted, startSeconds: component.startSeconds, id, initial: copies, component: title };
    });
    this.units = [own, ...parts].flatMap((part) => (part.hosted ? [this.unit({ ...part, hosted: part.hosted })] : []));
    const [{ pool } = { pool: undefined }] = this.units;
    const { endpoint, idleMs } = options;
    this.gate =
      serverless && pool && new ServerlessGate({ endpoint, pool, idleMs, maxConcurrency: serverless.maxConcurrency });
  }

  get name(): string {
    return this.model.name;
  }

  /** Starts or stops copies until a unit has `count`. */
  want(unit: Unit, count: number): void {
    if (this.gate) this.gate.keepWarm(count);
    else unit.pool.want(count);
  }

  /** @throws RuntimeError, or the reason of `signal` */
  async invoke(invocation: Invocation, signal: AbortSignal): Promise<Answer> {
    const unit = this.unitOf(invocation);
    const began = performance.now();
    const tallies = unit.component === undefined ? [this.tally] : [this.tally, unit.tally];
    for (const tally of tallies) tally.begin();
    const end = (status: number) => {
      for (const tally of tallies) tally.end(status, performance.now() - began);
    };
    try {
      await this.gate?.enter();
    } catch (error) {
      end(error instanceof RuntimeError ? error.status : 500);
      throw error;
    }
    try {
      const answer = await this.send(unit, invocation, signal);
      answer.body.once('close', () => {
        end(answer.status);
        this.gate?.leave();
      });
      return answer;
    } catch (error) {
      end(error instanceof RuntimeError && error.status < 500 ? 400 : 500);
      this.gate?.leave();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.gate?.cancel();
    await Promise.all(this.units.map(({ pool }) => pool.stop()));
  }

  kill(): void {
    for (const { pool } of this.units) pool.kill();
  }

  private async send(unit: Unit, invocation: Invocation, signal: AbortSignal): Promise<Answer> {
    const copy = unit.pool.pick(invocation);
    if (copy) return await copy.invoke(invocation, signal);
    if (unit.component === undefined) {
      throw unavailable(`No instance of ${this.options.endpoint} can answer now; try again.`);
    }
    unit.tally.lackCapacity();
    throw validationError(
      'Inference Component has no capacity to process this request. ApplicationAutoScaling may be in-progress (if configured) ' +
        'or try to increase the capacity by invoking UpdateInferenceComponentRuntimeConfig API.',
    );
  }

  private unitOf({ component }: Invocation): Unit {
    const unit = this.units.find((candidate) => candidate.component === component);
    if (unit) return unit;
    throw component === undefined
      ? unavailable(`The variant ${this.name} has no model yet.`)
      : validationError(`Inference Component Name ${component} not found at the endpoint ${this.options.endpoint}.`);
  }

  private unit(part: Pick<Unit, 'id' | 'initial' | 'component'> & { hosted: HostedModel; startSeconds: number }): Unit {
    const { id, initial, component, hosted, startSeconds } = part;
    const folder = join(this.options.folder, id.replaceAll('/', '-'));
    const pool = new CopyPool({ ...this.options, folder, hosted, startSeconds });
    return { id, initial, pool, tally: component === undefined ? this.tally : new Tally(), component };
  }
}
