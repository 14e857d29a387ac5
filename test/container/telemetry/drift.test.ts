import { brightnessOf, entropyOf } from '../../../container/src/inference/signals';
import { preprocess } from '../../../container/src/preprocess';
import { createResampler } from '../../../container/src/resample';
import { MetricRegistry } from '../../../container/src/telemetry/metrics/metric-registry';
import { PictureDrift } from '../../../container/src/telemetry/metrics/picture-drift';
import { preprocessSchema } from '../../../lib/contracts/manifest';
import { decode } from '../../../lib/contracts/schema';
import { plainPicture } from '../pictures';
import { startTinyServer } from '../server-process';

const nothing = () => [];

test.each([
  ['uint8', 'nhwc', 'rgb', {}],
  ['uint8', 'nchw', 'bgr', {}],
  ['float32', 'nchw', 'rgb', { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }],
  ['float32', 'nhwc', 'bgr', { mean: [103.9, 116.8, 123.7], scale: 1 }],
] as const)('brightness is the one people see, whatever the model is fed: %s %s %s', (type, layout, color, rest) => {
  const spec = decode(
    preprocessSchema,
    { type, layout, color, resize: { mode: 'squash', width: 64, height: 64 }, ...rest },
    'x',
  );
  const pixels = { data: new Uint8Array(64 * 64 * 3), width: 64, height: 64 };
  for (let place = 0; place < pixels.data.length; place += 3) pixels.data.set([200, 100, 50], place);
  const tensor = preprocess(pixels, spec, createResampler());
  expect(brightnessOf(tensor, spec)).toBeCloseTo((0.299 * 200 + 0.587 * 100 + 0.114 * 50) / 255, 4);
});

test('entropy is 0 for a sure model and 1 for one that has no idea', () => {
  const sure = new Float32Array(1000).fill(-100);
  sure[3] = 100;
  expect(entropyOf(sure, 'softmax')).toBeCloseTo(0, 6);
  expect(entropyOf(new Float32Array(1000), 'softmax')).toBeCloseTo(1, 6);
  expect(entropyOf(new Float32Array(1000), 'sigmoid')).toBeCloseTo(1, 6);
  expect(entropyOf(new Float32Array([1, 0, 0, 0]), 'none')).toBe(0);
  expect(entropyOf(new Float32Array([0.5, 0.5, 0, 0]), 'none')).toBeCloseTo(0.5, 6);
  expect(entropyOf(new Float32Array([-Infinity, 2, 2, -Infinity]), 'softmax')).toBeCloseTo(0.5, 6);
  expect(entropyOf(new Float32Array([7]), 'softmax')).toBe(0);
});

test('a model with thousands of classes does not make thousands of series', () => {
  const metrics = new MetricRegistry({
    waiting: nothing,
    inFlight: nothing,
    processes: nothing,
    modelsLoaded: nothing,
    modelMemory: nothing,
    eventLoopLag: nothing,
    offeredConcurrency: nothing,
    ready: nothing,
  });
  const drift = new PictureDrift(metrics, { model: 'm', version: '1' });
  for (let index = 0; index < 3000; index += 1) {
    const labels = [{ label: `class ${index}`, score: 0.5, index }];
    drift.observe({
      labels,
      width: 10,
      height: 10,
      brightness: 0.5,
      timings: { decodeMs: 0, preprocessMs: 0, inferMs: 0 },
    });
  }
  const series = [...metrics.table('predictions')];
  expect(series).toHaveLength(101);
  expect(series.at(-1)).toMatchObject({ labels: ['other', 'm', '1'], sum: 2900 });
});

test('pictures that grow darker and a model that hesitates show in the metrics of a server', async () => {
  const server = await startTinyServer();
  for (const colour of ['#ffffff', '#000000', '#00ff00']) {
    const body = new Uint8Array(await plainPicture(colour));
    await fetch(`${server.url}/classify`, { method: 'POST', body });
  }
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const sum = (name: string) => Number(new RegExp(`image_classifier_${name}_sum\\{.*\\} (.+)`).exec(text)?.[1]);
  expect(sum('picture_brightness')).toBeCloseTo(1 + 0 + 0.587, 2);
  // Black and white leave the tiny model undecided between its three labels; green does not.
  expect(sum('score_entropy')).toBeGreaterThan(2);
  expect(sum('score_entropy')).toBeLessThan(2.1);
  expect(text).toContain('image_classifier_predictions_total{class="green",model="tiny",version="1"} 1');
  expect(text).toContain('image_classifier_picture_pixels_count{model="tiny",version="1"} 3');
  await server.stop();
});

test('switched off, nothing of it is measured', async () => {
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_DRIFT_SIGNALS: 'false' });
  await fetch(`${server.url}/classify`, { method: 'POST', body: new Uint8Array(await plainPicture('#ffffff')) });
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).toContain('image_classifier_requests_total{route="classify",model="tiny",version="1",status="200"} 1');
  expect(text).not.toMatch(/(brightness|entropy|confidence|pixels|predictions)\w*\{/);
  await server.stop();
});
