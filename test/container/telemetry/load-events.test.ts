import type { Engine } from '../../../container/src/inference/engine';
import { createLogger } from '../../../container/src/telemetry/logger';
import { loadEvents } from '../../../container/src/telemetry/metrics/load-events';
import { type Gauges, MetricRegistry } from '../../../container/src/telemetry/metrics/metric-registry';

const minute = 60_000;
const engine = (name: string) => ({ name, version: '1', preparation: {} }) as Engine;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function host() {
  const metrics = new MetricRegistry({} as Gauges);
  const events = loadEvents(createLogger('silent'), metrics);
  const models = () => [...metrics.table('batchSize')].map(({ labels }) => labels[0]);
  return {
    models,
    open(name: string) {
      events.loaded(name, engine(name), 1);
      metrics.observe('batchSize', 1, { model: name, version: '1' });
    },
    close: (name: string) => events.unloaded(engine(name), 'asked'),
  };
}

test('of a thousand models that came and went nothing is left five minutes later', () => {
  const { open, close, models } = host();
  for (let place = 0; place < 1000; place += 1) {
    open(`m${place}`);
    close(`m${place}`);
  }
  expect(models()).toHaveLength(1000);
  jest.advanceTimersByTime(5 * minute + 1);
  expect(models()).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});

test('a model that comes and goes all the time costs one timer, and keeps its metrics', () => {
  const { open, close, models } = host();
  for (let turn = 0; turn < 100; turn += 1) {
    open('busy');
    jest.advanceTimersByTime(minute);
    close('busy');
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(4 * minute);
    expect(models()).toEqual(['busy']);
  }
  open('busy');
  jest.advanceTimersByTime(60 * minute);
  expect(models()).toEqual(['busy']);
});

test('of two models under one name the metrics stay as long as one of them is open', () => {
  const { open, close, models } = host();
  open('twice');
  open('twice');
  close('twice');
  jest.advanceTimersByTime(60 * minute);
  expect(models()).toEqual(['twice']);
  close('twice');
  jest.advanceTimersByTime(6 * minute);
  expect(models()).toEqual([]);
});
