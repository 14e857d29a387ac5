import type { Engine } from '../../inference/engine';
import { privateBytes } from '../../inference/resources';
import type { Gauges, Reading } from './metric-registry';

type ModelGauges = Pick<Gauges, 'waiting' | 'inFlight' | 'processes' | 'modelsLoaded' | 'modelMemory'>;

/** What the open models are doing now. */
export function modelGauges(open: () => readonly Engine[]): ModelGauges {
  const each = (read: (engine: Engine) => number) => () => byModel(open(), read);
  return {
    waiting: each(({ scheduler }) => scheduler.waiting),
    inFlight: each(({ scheduler }) => scheduler.inFlight),
    processes: each(({ pool }) => pool.ready),
    modelsLoaded: () => open().length,
    modelMemory: each(({ pool }) => pool.ids.reduce((sum, id) => sum + privateBytes(id), 0)),
  };
}

/** One reading for every name and version: a platform may post one model twice. */
function byModel(engines: readonly Engine[], read: (engine: Engine) => number): Reading {
  const sums = new Map<string, { labels: Record<string, string>; value: number }>();
  for (const engine of engines) {
    const { name, version } = engine;
    const key = `${name}\n${version}`;
    const sum = sums.get(key) ?? { labels: { model: name, version }, value: 0 };
    sum.value += read(engine);
    sums.set(key, sum);
  }
  return [...sums.values()];
}
