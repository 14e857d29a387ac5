import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { serverMetric } from '../../private/tasks/server-metric';

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: atLeast, GREATER_THAN_THRESHOLD: moreThan } = cloudwatch.ComparisonOperator;
/** Where nothing is classified nothing drifts, and nothing crashes. */
const treatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING;
const restarts = { most: 3, within: Duration.minutes(15) };
const drift = { period: Duration.minutes(15), evaluationPeriods: 4 };
const mostShift = 0.3;

/** What is worth a ticket of any server, whatever it is asked by. */
export function serverAlarms(scope: Construct, serviceName: string): cloudwatch.Alarm[] {
  return [
    new cloudwatch.Alarm(scope, 'Restarts', {
      alarmDescription: `${restarts.most} inference processes or more crashed or hung in a quarter of an hour: look at the log.`,
      metric: serverMetric(serviceName, 'processRestarts', { statistic: 'Sum', period: restarts.within }),
      comparisonOperator: atLeast,
      threshold: restarts.most,
      evaluationPeriods: 1,
      treatMissingData,
    }),
    // What is usual differs by model and hour, so it is learned (up to two weeks of it:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html).
    new cloudwatch.AnomalyDetectionAlarm(scope, 'Confidence', {
      alarmDescription:
        'The model has been less sure than usual for an hour: are the pictures others than it has learned from?',
      metric: serverMetric(serviceName, 'confidence', { statistic: 'Average', period: drift.period }),
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_LOWER_THRESHOLD,
      stdDevs: 4,
      evaluationPeriods: drift.evaluationPeriods,
      treatMissingData,
    }),
    new cloudwatch.Alarm(scope, 'ClassShift', {
      alarmDescription: `More than ${100 * mostShift} % of the pictures are of other classes than usual, for an hour.`,
      metric: serverMetric(serviceName, 'classShift', { statistic: 'Average', period: drift.period }),
      comparisonOperator: moreThan,
      threshold: mostShift,
      evaluationPeriods: drift.evaluationPeriods,
      treatMissingData,
    }),
  ];
}
