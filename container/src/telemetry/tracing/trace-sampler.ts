import type { Settings } from '../../../../lib/contracts/settings';
import type { TraceContext } from './trace-context';

/** Whether a request is traced, decided when it comes: from its trace id and from what its caller decided. */
export type TraceSampler = (traceId: string, parent: TraceContext | undefined) => boolean;

const digits = 13;

/** The samplers of OpenTelemetry's `OTEL_TRACES_SAMPLER`. */
export function traceSampler({
  tracesSampler,
  tracesRatio,
}: Pick<Settings, 'tracesSampler' | 'tracesRatio'>): TraceSampler {
  const parentBased = tracesSampler.startsWith('parentbased_');
  const root: TraceSampler = {
    always_on: () => true,
    always_off: () => false,
    // The last digits of a trace id are random, and every service sees the same ones: all decide alike.
    traceidratio: (traceId: string) => Number.parseInt(traceId.slice(-digits), 16) >= (1 - tracesRatio) * 16 ** digits,
  }[tracesSampler.replace('parentbased_', '') as 'always_on' | 'always_off' | 'traceidratio'];
  return (traceId, parent) => (parentBased ? parent?.sampled : undefined) ?? root(traceId, parent);
}
