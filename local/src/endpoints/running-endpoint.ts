import type { EndpointModel } from '../assembly/endpoint-model';
import { bodyOf } from './container-server';
import type { DataCapture } from './data-capture';
import type { Answer, Invocation } from './invocation';
import { requireValid } from './request-rules';
import { RunningVariant, type RunningVariantOptions } from './running-variant';

/** An answer and the variant that gave it. */
export interface Invoked {
  readonly answer: Answer;
  readonly variant: string;
}

/** One endpoint on this machine. */
export class RunningEndpoint {
  readonly variants: readonly RunningVariant[];
  readonly shadows: readonly RunningVariant[];
  /** Who owes how much of the requests, by their weights. */
  private readonly shares = new Map<RunningVariant, number>();
  private shadowed = 0;

  constructor(
    readonly model: EndpointModel,
    options: Omit<RunningVariantOptions, 'endpoint'>,
    readonly capture?: DataCapture,
  ) {
    const run = (variant: EndpointModel['variants'][number]) =>
      new RunningVariant(variant, { ...options, endpoint: model.name });
    this.variants = model.variants.map(run);
    this.shadows = model.shadows.map(run);
  }

  get all(): readonly RunningVariant[] {
    return [...this.variants, ...this.shadows];
  }

  /** @throws RuntimeError, or the reason of `signal` */
  async invoke(invocation: Invocation, signal: AbortSignal): Promise<Invoked> {
    requireValid(this.model, invocation);
    const variant = this.choose(invocation.targetVariant);
    this.copyToShadow(variant, invocation);
    return { answer: await variant.invoke(invocation, signal), variant: variant.name };
  }

  /** Keeps a call where the endpoint captures its share of them; failures are not kept. */
  keep({ answer, variant }: Invoked, invocation: Invocation, body: Buffer): void {
    if (answer.status >= 300 || !this.capture?.takes(variant)) return;
    this.capture.keep(variant, invocation, { contentType: answer.headers['content-type'], body });
  }

  /** Each variant in turn, as often as its weight says: of four requests at 3 to 1 exactly three go to the first. */
  private choose(wanted: string | undefined): RunningVariant {
    const named = this.variants.find(({ name }) => name === wanted);
    if (named) return named;
    const sum = this.variants.reduce((total, { model }) => total + model.weight, 0);
    for (const variant of this.variants) {
      this.shares.set(variant, (this.shares.get(variant) ?? 0) + variant.model.weight);
    }
    const owing = (variant: RunningVariant) => this.shares.get(variant) ?? 0;
    const chosen = this.variants.reduce((best, variant) => (owing(variant) > owing(best) ? variant : best));
    this.shares.set(chosen, owing(chosen) - sum);
    return chosen;
  }

  /** The weight of a shadow against that of the variant is the share of requests that it gets too. */
  private copyToShadow({ model }: RunningVariant, invocation: Invocation): void {
    for (const shadow of this.shadows) {
      this.shadowed += model.weight > 0 ? Math.min(1, shadow.model.weight / model.weight) : 0;
      if (this.shadowed < 1) continue;
      this.shadowed -= 1;
      const signal = AbortSignal.timeout(shadowMs);
      // Its answer is dropped, and so is what goes wrong.
      const { name } = shadow;
      shadow
        .invoke(invocation, signal)
        .then(async (answer) => this.keep({ answer, variant: name }, invocation, await bodyOf(answer)))
        .catch(() => {});
    }
  }
}

const shadowMs = 60_000;
