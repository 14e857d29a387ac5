import {
  aws_applicationautoscaling as appscaling,
  aws_cloudwatch as cloudwatch,
  aws_cloudwatch_actions as cloudwatchActions,
  Duration,
} from 'aws-cdk-lib';
import { refuse, requireKnown } from '../../private/refusals';
import { serverMetric } from '../../private/tasks/server-metric';
import type { LatencyGuardOptions, SpikeGuardOptions } from '../scaling-props';
import { growthSteps } from './growth-steps';
import { type ScalingSite, targetOf } from './scaling-site';

/** Adds tasks sooner than a tracker of concurrency does, and never more than the tracker would in the end. */
export interface Guard {
  readonly kind: 'spike' | 'latency';
  /** @param target what `Scaling.onConcurrency()` aims at */
  require(site: ScalingSite, target: number): void;
  attach(site: ScalingSite, target: number): void;
}

/** Alarms on metrics of high resolution look every 10 s (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html). */
const period = Duration.seconds(10);
/** From the wish for a task until it is counted: its start, and the delay of the metrics. */
const startTime = Duration.minutes(4);
/** The next guard or tracker acts on what this one did, so there is room between them. */
const leastRoom = 1.2;

export function spikeGuard({ above = 0.9 }: SpikeGuardOptions): Guard {
  return {
    kind: 'spike',
    require: ({ scope }, target) => {
      requireKnown(scope, 'scaling-spike-guard', { above });
      const least = target * leastRoom;
      if (above >= least && above <= 2) return;
      const range = `between ${Number(least.toFixed(3))} and 2`;
      refuse(scope, 'scaling-spike-guard', `above must be ${range} for a target of ${target}, got ${above}`);
    },
    attach: (site, target) => {
      const offered = serverMetric(site.serviceName, 'offeredConcurrency', { period, statistic: 'Average' });
      stepOut(site, target, {
        id: 'Spike',
        description: 'Much more comes than the tasks can do: adds as many as that takes.',
        metric: offered,
        threshold: above,
      });
    },
  };
}

export function latencyGuard({ slowest }: LatencyGuardOptions): Guard {
  const seconds = slowest.toSeconds({ integral: false });
  return {
    kind: 'latency',
    require: ({ scope, settings: { requestTimeoutSeconds } }) => {
      if (seconds > 0 && seconds < requestTimeoutSeconds) return;
      const limit = `less than requestTimeout (${requestTimeoutSeconds} s)`;
      refuse(scope, 'scaling-latency-guard', `slowest must be more than 0 s and ${limit}, got ${seconds} s`);
    },
    attach: (site, target) => {
      const metric = (name: 'offeredConcurrency' | 'requestSeconds', statistic: string) =>
        serverMetric(site.serviceName, name, { period, statistic });
      stepOut(site, target, {
        id: 'Latency',
        description: 'Answers are slow and the tasks have more than their share of work: adds what that takes.',
        // Where tasks have less than their share, more of them would help nobody, and the tracker would take them back.
        metric: new cloudwatch.MathExpression({
          expression: `IF(p99 > ${seconds} AND offered > ${target}, offered, 0)`,
          usingMetrics: { p99: metric('requestSeconds', 'p99'), offered: metric('offeredConcurrency', 'Average') },
          label: 'Offered while answers are slow',
          period,
        }),
        threshold: target,
      });
    },
  };
}

interface StepOut {
  readonly id: 'Spike' | 'Latency';
  readonly description: string;
  /** Offered concurrency. */
  readonly metric: cloudwatch.IMetric;
  /** Acts above it. */
  readonly threshold: number;
}

function stepOut(site: ScalingSite, target: number, { id, description, metric, threshold }: StepOut): void {
  const { scope, tasks } = site;
  const action = new appscaling.StepScalingAction(scope, `${id}Guard`, {
    scalingTarget: targetOf(tasks),
    policyName: `${id.toLowerCase()}-guard`,
    adjustmentType: appscaling.AdjustmentType.PERCENT_CHANGE_IN_CAPACITY,
    minAdjustmentMagnitude: 1,
    cooldown: startTime,
  });
  for (const step of growthSteps({ threshold, target })) action.addAdjustment(step);
  const alarm = new cloudwatch.Alarm(scope, `${id}Alarm`, {
    alarmDescription: description,
    metric,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new cloudwatchActions.ApplicationScalingAction(action));
}
