import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { QueueWorkerFleet } from '../queue-worker-fleet';

const width = 12;
const fromZero = { min: 0 };

/** Rows for a dashboard. */
export function fleetWidgets(fleet: QueueWorkerFleet): cloudwatch.IWidget[][] {
  const { alarms, parkedQueue, jobQueue } = fleet;
  const graph = (title: string, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []) =>
    new cloudwatch.GraphWidget({ title, width, left, right, leftYAxis: fromZero, rightYAxis: fromZero });
  const seconds = { statistic: 'Maximum', label: 'Oldest job (s)' };
  const parked = { statistic: 'Maximum', label: 'Parked' };
  return [
    [
      graph('Pictures', [fleet.metricWaiting(), fleet.metricInWork()], [fleet.metricRunningWorkers()]),
      graph('Results per minute', [fleet.metricClassified(), fleet.metricFailed()]),
    ],
    [
      graph('Seconds to result', [
        fleet.metricSecondsToResult({ statistic: 'p50', label: 'Half of them' }),
        fleet.metricSecondsToResult(),
        jobQueue.metricApproximateAgeOfOldestMessage(seconds),
      ]),
      graph('Failed on every try', [parkedQueue.metricApproximateNumberOfMessagesVisible(parked)]),
    ],
    [
      new cloudwatch.AlarmStatusWidget({
        title: 'Alarms',
        width: 2 * width,
        alarms: [alarms.parked, alarms.deadLetters, alarms.oldestJob, alarms.errorRate, alarms.noProgress],
      }),
    ],
  ];
}
