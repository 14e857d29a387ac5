import { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ScaledCount } from '../hosting/scaled-count';

/**
 * Target tracking keeps a number per instance, which nobody can measure at zero instances: a step takes the first one, as soon as
 * anything waits. The comparison is "at least 1", so that a single request wakes the endpoint.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
 */
export function wakeFromZero(
  scope: Construct,
  counts: readonly ScaledCount[],
  targets: readonly appscaling.CfnScalableTarget[],
): void {
  counts.forEach(({ name, wake }, place) => {
    if (!wake) return;
    const policy = new appscaling.CfnScalingPolicy(scope, `${name}-wake`, {
      policyName: 'wake',
      policyType: 'StepScaling',
      scalingTargetId: targets[place].ref,
      stepScalingPolicyConfiguration: {
        adjustmentType: 'ChangeInCapacity',
        metricAggregationType: 'Average',
        cooldown: 300,
        stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }],
      },
    });
    const alarm = new cloudwatch.Alarm(scope, `${name}-waits`, {
      metric: new cloudwatch.Metric({
        ...{ namespace: 'AWS/SageMaker', metricName: wake.metricName, dimensionsMap: wake.dimensions },
        ...{ statistic: 'Maximum', period: Duration.minutes(1) },
      }),
      ...{ threshold: 1, evaluationPeriods: 1, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING },
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      alarmDescription: `Something waits for ${name}, which is at zero: the first one starts.`,
    });
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: policy.ref }) });
  });
}
