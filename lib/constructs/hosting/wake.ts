import { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A metric at 1 or more that means: something waits, and nothing is there to do it. */
export interface Wake {
  /** What is woken. */
  readonly name: string;
  readonly metricName: string;
  readonly dimensions: Record<string, string>;
}

/**
 * Target tracking keeps a number per instance, which nobody can measure at zero instances: a step takes the first one, as soon as
 * anything waits. The comparison is "at least 1", so that a single request wakes the endpoint.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
 */
export function wakeFromZero(
  scope: Construct,
  target: appscaling.CfnScalableTarget,
  { name, metricName, dimensions }: Wake,
): void {
  const policy = new appscaling.CfnScalingPolicy(scope, 'wake', {
    policyName: 'wake',
    policyType: 'StepScaling',
    scalingTargetId: target.ref,
    stepScalingPolicyConfiguration: {
      adjustmentType: 'ChangeInCapacity',
      metricAggregationType: 'Average',
      cooldown: 300,
      stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }],
    },
  });
  const alarm = new cloudwatch.Alarm(scope, 'Waits', {
    metric: new cloudwatch.Metric({
      namespace: 'AWS/SageMaker',
      metricName,
      dimensionsMap: dimensions,
      statistic: 'Maximum',
      period: Duration.minutes(1),
    }),
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    alarmDescription: `Something waits for ${name}, which is at zero: the first one starts.`,
  });
  alarm.addAlarmAction({ bind: () => ({ alarmActionArn: policy.ref }) });
}
