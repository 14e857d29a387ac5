// What telemetry costs, in microseconds of CPU per picture: the signals inside an inference process, and the metrics, the log
// line and the spans inside the process that answers HTTP. The best of many rounds, so that a disturbance counts for nothing.
//   npx tsx bench/telemetry.ts [--rounds 30]
import { parseArgs } from 'node:util';
import { brightnessOf, entropyOf } from '../container/src/inference/signals';
import { createLogger } from '../container/src/telemetry/logger';
import { startTelemetry } from '../container/src/telemetry/telemetry';
import { fromEnvironment } from '../lib/contracts/environment';
import { preprocessSchema } from '../lib/contracts/manifest';
import { decode } from '../lib/contracts/schema';
import { table } from './load/statistics';

const { rounds } = parseArgs({ options: { rounds: { type: 'string', default: '30' } } }).values;

/** The best microseconds of one call. */
function microseconds(call: () => void, calls = 2000): number {
  let best = Infinity;
  for (let round = 0; round < Number(rounds); round += 1) {
    const start = performance.now();
    for (let turn = 0; turn < calls; turn += 1) call();
    best = Math.min(best, ((performance.now() - start) / calls) * 1000);
  }
  return best;
}

const spec = (type: 'uint8' | 'float32', layout: 'nchw' | 'nhwc') =>
  decode(preprocessSchema, { type, layout, resize: { mode: 'squash', width: 224, height: 224 } }, 'spec');
const spec32 = spec('float32', 'nchw');
const spec8 = spec('uint8', 'nhwc');
const floats = Float32Array.from({ length: 3 * 224 * 224 }, (_, place) => Math.sin(place));
const bytes = Uint8Array.from({ length: 3 * 224 * 224 }, (_, place) => place % 251);
const scores = (count: number) => Float32Array.from({ length: count }, (_, place) => Math.sin(place) * 10);
const [ten, thousand, many] = [scores(10), scores(1000), scores(21_841)];

function perRequest(environment: Record<string, string>, answered: boolean): number {
  const settings = fromEnvironment({ IMAGE_CLASSIFIER_LOG_LEVEL: 'silent', ...environment });
  const nothing = () => 0;
  const { hooks, events } = startTelemetry({
    open: () => [],
    settings,
    log: createLogger(settings.logLevel, { write: () => {} }),
    version: '0',
    gauges: {
      waiting: nothing,
      inFlight: nothing,
      processes: nothing,
      modelsLoaded: nothing,
      modelMemory: nothing,
      ready: nothing,
    },
  });
  const model = { name: 'clothing', version: '1' };
  const engine = events(model);
  const timings = { queueMs: 1, decodeMs: 2, preprocessMs: 1, inferMs: 5, totalMs: 10 };
  const labels = [{ label: 'shirt', score: 0.9, index: 3 }];
  const picture = { labels, width: 640, height: 480, timings, ...(answered ? { brightness: 0.5, entropy: 0.2 } : {}) };
  const result = { labels, timings, picture: { bytes: 100_000 } };
  const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
  return microseconds(() => {
    const startedAt = performance.now();
    const trace = hooks.trace?.(headers);
    const exchange = {
      id: 'x',
      request: { method: 'POST', headers },
      path: '/classify',
      startedAt,
      bodyReadAt: startedAt,
    };
    engine.batch(1, 8);
    const moments = { decodeAt: 0, inferAt: 0 };
    engine.answered(
      { outcome: { ...picture, moments }, queueMs: 1, dispatchedAt: startedAt, attempts: 1 } as never,
      { trace: trace?.sampled ? trace : undefined } as never,
    );
    hooks.onAnswered({ ...exchange, model, trace, result } as never, 'classify', 200);
  });
}

const dead = { IMAGE_CLASSIFIER_TRACES_ENDPOINT: 'http://127.0.0.1:9/v1/traces' };
const rows: [string, number][] = [
  ['brightness, 224x224 float32 nchw', microseconds(() => brightnessOf({ data: floats, dims: [3, 224, 224] }, spec32))],
  ['brightness, 224x224 uint8 nhwc', microseconds(() => brightnessOf({ data: bytes, dims: [224, 224, 3] }, spec8))],
  ['entropy, 10 logits', microseconds(() => entropyOf(ten, 'softmax'))],
  ['entropy, 1000 logits', microseconds(() => entropyOf(thousand, 'softmax'))],
  ['entropy, 1000 probabilities', microseconds(() => entropyOf(thousand, 'none'))],
  ['entropy, 21,841 logits', microseconds(() => entropyOf(many, 'softmax'), 200)],
  ['a request: metrics without drift signals', perRequest({}, false)],
  ['a request: metrics', perRequest({}, true)],
  ['a request: metrics and log line', perRequest({ IMAGE_CLASSIFIER_LOG_LEVEL: 'info' }, true)],
  ['a request: metrics, also for CloudWatch', perRequest({ IMAGE_CLASSIFIER_CLOUDWATCH_SECONDS: '60' }, true)],
  [
    'a request: metrics, traced but not sampled',
    perRequest({ ...dead, IMAGE_CLASSIFIER_TRACES_SAMPLER: 'always_off' }, true),
  ],
  ['a request: metrics and spans, collector dead', perRequest(dead, true)],
];
process.stdout.write(
  `${table([['microseconds per picture', 'us'], ...rows.map(([name, us]) => [name, us.toFixed(2)])])}\n`,
);
process.exit(0);
