import {
  type aws_cloudfront as cloudfront,
  aws_cloudwatch as cloudwatch,
  type aws_ecs as ecs,
  aws_elasticloadbalancingv2 as elbv2,
} from 'aws-cdk-lib';
import { edgeMetric } from '../../private/edge/edge-metric';
import { serverMetric } from '../../private/tasks/server-metric';
import type { IClassifier } from '../classifier';
import { taskCounts } from './task-counts';
import type { WatchedService } from './watched';

export type Row = cloudwatch.IWidget[];
const full = 24;

export const heading = (text: string): Row => [
  new cloudwatch.TextWidget({ markdown: `## ${text}`, width: full, height: 1 }),
];

/** A title, what is on its left axis, and what is on its right one. */
type Graph = readonly [title: string, left: cloudwatch.IMetric[], right?: cloudwatch.IMetric[]];

/** Graphs side by side. */
export function graphs(...shown: readonly Graph[]): Row {
  const axis = { min: 0 };
  return shown.map(
    ([title, left, right = []]) =>
      new cloudwatch.GraphWidget({
        title,
        left,
        right,
        width: full / shown.length,
        leftYAxis: axis,
        rightYAxis: axis,
      }),
  );
}

/** Is it fine? The alarms, and the numbers that say so. */
export function fineRows(alarms: cloudwatch.IAlarm[], classifier: IClassifier): Row[] {
  return [
    heading('Is it fine?'),
    [
      new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: full / 2, height: 5 }),
      new cloudwatch.SingleValueWidget({
        title: 'Now',
        metrics: [classifier.metricClassified(), classifier.metricFailed(), classifier.metricLatency()],
        width: full / 2,
        height: 5,
        sparkline: true,
      }),
    ],
  ];
}

/** Of any classifier whose servers say nothing themselves. */
export const plainRows = (classifier: IClassifier): Row[] => [
  graphs(
    ['Pictures per minute', [classifier.metricClassified(), classifier.metricFailed()]],
    ['Seconds', [classifier.metricLatency()]],
  ),
];

/** Traffic, latency, errors, tasks and scaling of a service that answers over HTTP. */
export function serviceRows({ serviceName, service, loadBalancer, distribution, seconds }: WatchedService): Row[] {
  const own = serverMetrics(serviceName);
  const stages = ['read', 'queue', 'decode', 'preprocess', 'infer', 'answer'];
  const { ELB_5XX_COUNT } = elbv2.HttpCodeElb;
  const outside = loadBalancer ? [loadBalancer.metrics.httpCodeElb(ELB_5XX_COUNT, { label: 'Reached no task' })] : [];
  const perMinute = 60 / seconds;
  const tasks = new cloudwatch.MathExpression({
    expression: `samples / ${perMinute}`,
    usingMetrics: { samples: own('ready', 'SampleCount', 'Samples') },
    label: 'Tasks',
    period: serverMetric(serviceName, 'ready', {}).period,
  });
  return [
    heading('Traffic and latency'),
    graphs(
      ['Requests per minute', [own('requests', 'Sum', 'Requests'), own('shed', 'Sum', 'Turned away')]],
      [
        'Seconds to the answer',
        [own('requestSeconds', 'p50', 'Half of them'), own('requestSeconds', 'p99', '99 of 100')],
      ],
      ['Where the time goes (s)', stages.map((stage) => own('stageSeconds', 'Average', stage, { stage }))],
    ),
    heading('Errors'),
    graphs(
      ['Faults', [own('faults', 'Sum', 'Faults'), ...outside]],
      ['Failures, also of callers', [own('failures', 'Sum', 'Failures')]],
      ...(distribution ? [atEdge(distribution)] : []),
    ),
    heading('Tasks and scaling'),
    graphs(
      [
        'Tasks',
        [tasks],
        [service.metricCpuUtilization({ label: 'CPU (%)' }), service.metricMemoryUtilization({ label: 'Memory (%)' })],
      ],
      ['Offered concurrency: what scaling looks at', [own('offeredConcurrency', 'Average', 'Offered')]],
      [
        'Pictures that wait',
        [own('waiting', 'Maximum', 'Waiting')],
        [own('eventLoopLag', 'Maximum', 'Event loop lag (s)')],
      ],
    ),
    ...taskRows(service),
  ];
}

/** What Container Insights of the cluster tell, where it has them. */
export function taskRows(service: ecs.BaseService): Row[] {
  const counts = taskCounts(service);
  if (!counts) return [];
  const { wanted, running, pending, restarts } = counts;
  return [
    graphs(
      ['Tasks as Amazon ECS counts them', [wanted, running], [pending]],
      ['Containers started again in their task', [restarts]],
    ),
  ];
}

const atEdge = (distribution: cloudfront.IDistribution): Graph => [
  'At Amazon CloudFront: 5xx of all (%)',
  [edgeMetric(distribution, '5xxErrorRate', '5xx')],
  [edgeMetric(distribution, 'Requests', 'Requests')],
];

/** Models and drift, whatever asks the servers. */
export function modelRows(serviceName: string): Row[] {
  const own = serverMetrics(serviceName);
  return [
    heading('Models'),
    graphs(
      ['Open models', [own('modelsLoaded', 'Average', 'Open')], [own('modelMemory', 'Maximum', 'Memory (bytes)')]],
      ['Loading', [own('modelLoadSeconds', 'Maximum', 'Longest (s)')], [own('evictions', 'Sum', 'Closed')]],
      [
        'Inference processes',
        [own('processes', 'Minimum', 'Fewest ready')],
        [own('processRestarts', 'Sum', 'Restarts')],
      ],
    ),
    heading('Drift'),
    graphs(
      ['How sure the model is', [own('confidence', 'Average', 'Confidence'), own('entropy', 'Average', 'Undecided')]],
      ['Classes other than usual', [own('classShift', 'Average', 'Share of pictures')]],
      ['Brightness', [own('brightness', 'Average', 'Brightness')]],
    ),
  ];
}

const serverMetrics =
  (serviceName: string) =>
  (
    name: Parameters<typeof serverMetric>[1],
    statistic: string,
    label: string,
    dimensions: Record<string, string> = {},
  ): cloudwatch.Metric =>
    serverMetric(serviceName, name, { statistic, label }, dimensions);
