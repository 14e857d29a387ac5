import {
  aws_applicationautoscaling as appscaling,
  aws_cloudwatch as cloudwatch,
  aws_cloudwatch_actions as cloudwatchActions,
  Duration,
  Token,
} from 'aws-cdk-lib';
import { serverMetric } from '../../private/tasks/server-metric';
import { type ScalingSite, targetOf } from './scaling-site';

const period = Duration.seconds(10);
const quietTime = Duration.minutes(15);
/** Tasks have less than that share of their target for the whole quiet time ... */
const quietShare = 0.8;
/** ... and what is left has no more than that: between the two, and up to the target, nothing moves. */
const leftShare = 0.9;
/** The most steps that one policy may have (https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-limits.html). */
const mostSteps = 20;

/**
 * Removes tasks for a tracker that has guards. The alarms that AWS makes for a tracker look at whole minutes, so a guard that
 * looks every 10 s would add tasks while the tracker still believes in a quiet time, and removes them again. This alarm looks
 * at the very numbers that guards look at: one of them above the target, and it is over for a quarter of an hour.
 */
export function restWhenQuiet({ scope, tasks, serviceName, minTasks, maxTasks }: ScalingSite, target: number): void {
  const most = Token.isUnresolved(maxTasks) ? 100 : maxTasks;
  const least = Token.isUnresolved(minTasks) ? 1 : minTasks;
  const offered = (statistic: string) => serverMetric(serviceName, 'offeredConcurrency', { period, statistic });
  const action = new appscaling.StepScalingAction(scope, 'Resting', {
    scalingTarget: targetOf(tasks),
    policyName: 'rest',
    adjustmentType: appscaling.AdjustmentType.EXACT_CAPACITY,
    cooldown: Duration.minutes(1),
  });
  for (const step of restSteps({ least, most, room: leftShare * target })) action.addAdjustment(step);
  const alarm = new cloudwatch.Alarm(scope, 'Rest', {
    alarmDescription: 'Tasks had little to do for a quarter of an hour: as many stay as the work asks for.',
    // What all tasks are offered together does not depend on their number, so the right number follows from it at once.
    metric: new cloudwatch.MathExpression({
      expression: `IF(each < ${Number((quietShare * target).toFixed(4))}, together, ${most + 1})`,
      usingMetrics: { each: offered('Average'), together: offered('Sum') },
      label: 'Tasks kept busy while it is quiet',
      period,
    }),
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: most,
    evaluationPeriods: quietTime.toSeconds() / period.toSeconds(),
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new cloudwatchActions.ApplicationScalingAction(action));
}

/** One step of a step policy; bounds count from the alarm's threshold. */
export interface RestStep {
  /** So many tasks stay. */
  readonly adjustment: number;
  readonly lowerBound?: number;
  readonly upperBound: number;
}

/** As many tasks as the work asks for, one by one as far as 20 steps go, in growing strides above. */
export function restSteps({ least, most, room }: { least: number; most: number; room: number }): RestStep[] {
  const sizes = [least];
  for (let size = least; size < most; ) {
    const left = mostSteps - sizes.length;
    const stride = left > 1 && most - size > left ? (most / size) ** (1 / left) : 1;
    size = left > 1 ? Math.min(most, Math.max(size + 1, Math.ceil(size * stride))) : most;
    sizes.push(size);
  }
  const bound = (size: number) => Number((size * room - most).toFixed(6));
  return sizes.map((adjustment, place) => ({
    adjustment,
    lowerBound: place === 0 ? undefined : bound(sizes[place - 1]),
    upperBound: place === sizes.length - 1 ? 0 : bound(adjustment),
  }));
}
