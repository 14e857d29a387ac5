import { type Gauges, MetricRegistry } from '../../../container/src/telemetry/metrics/metric-registry';
import { prometheusText } from '../../../container/src/telemetry/metrics/prometheus-text';
import { tritonText } from '../../../container/src/telemetry/metrics/triton-text';

const gauges: Gauges = {
  waiting: () => [{ labels: { model: 'm', version: '2' }, value: 7 }],
  inFlight: () => 0,
  processes: () => 0,
  modelsLoaded: () => 1,
  modelMemory: () => [],
  eventLoopLag: () => 0,
  offeredConcurrency: () => 0.5,
  ready: () => 1,
};
const model = { model: 'm', version: '2' };

test('a histogram tells how many values lie at or below each bound', () => {
  const metrics = new MetricRegistry(gauges);
  for (const value of [1, 2, 2, 5, 100]) metrics.observe('batchSize', value, model);
  const lines = prometheusText(metrics)
    .split('\n')
    .filter((line) => line.startsWith('image_classifier_batch_size'));
  const buckets = ['1"} 1', '2"} 3', '3"} 3', '4"} 3', '6"} 4', '8"} 4', '16"} 4', '32"} 4', '64"} 4', '+Inf"} 5'];
  expect(lines).toEqual([
    ...buckets.map((end) => `image_classifier_batch_size_bucket{model="m",version="2",le="${end}`),
    'image_classifier_batch_size_sum{model="m",version="2"} 110',
    'image_classifier_batch_size_count{model="m",version="2"} 5',
  ]);
});

test('names from outside cannot break the text', () => {
  const metrics = new MetricRegistry(gauges);
  metrics.count('predictions', { class: 'a"b\\c\nd', ...model });
  expect(prometheusText(metrics)).toContain(
    'image_classifier_predictions_total{class="a\\"b\\\\c\\nd",model="m",version="2"} 1\n',
  );
});

test('ever new names end in one series, and a model that is gone leaves none', () => {
  const metrics = new MetricRegistry(gauges);
  for (let number = 0; number < 20_000; number += 1)
    metrics.count('shed', { reason: 'x', model: `${number}`, version: '1' });
  expect([...metrics.table('shed')]).toHaveLength(5001);
  expect(prometheusText(metrics)).toContain('{reason="other",model="other",version="other"} 15000');
  metrics.forget({ model: '17', version: '1' });
  expect([...metrics.table('shed')]).toHaveLength(5000);
});

test('dashboards made for Triton find its names, computed from the same observations', () => {
  const metrics = new MetricRegistry(gauges);
  metrics.count('requests', { route: 'classify', ...model, status: '200' }, 3);
  metrics.count('requests', { route: 'invocations', ...model, status: '200' });
  metrics.count('requests', { route: 'classify', ...model, status: '422' });
  metrics.count('requests', { route: 'ping', status: '200' }, 100);
  metrics.observe('requestSeconds', 0.5, { route: 'classify', ...model });
  metrics.observe('batchSize', 3, model);
  metrics.observe('batchSize', 1, model);
  const stages = { read: 9, queue: 0.1, decode: 0.01, preprocess: 0.02, infer: 0.2, answer: 0.003 };
  for (const [stage, seconds] of Object.entries(stages)) metrics.observe('stageSeconds', seconds, { stage, ...model });
  const samples = tritonText(metrics)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const labels = '{model="m",version="2"}';
  expect(samples).toEqual([
    `nv_inference_request_success${labels} 4`,
    `nv_inference_request_failure${labels} 1`,
    `nv_inference_count${labels} 4`,
    `nv_inference_exec_count${labels} 2`,
    `nv_inference_request_duration_us${labels} 500000`,
    `nv_inference_queue_duration_us${labels} 100000`,
    `nv_inference_compute_input_duration_us${labels} 30000`,
    `nv_inference_compute_infer_duration_us${labels} 200000`,
    `nv_inference_compute_output_duration_us${labels} 3000`,
    `nv_inference_pending_request_count${labels} 7`,
  ]);
});
