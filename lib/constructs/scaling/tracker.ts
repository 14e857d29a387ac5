import type { aws_applicationautoscaling as appscaling, aws_ecs as ecs } from 'aws-cdk-lib';
import type { Settings } from '../../contracts/settings';
import { refuse, requireKnown, requireWithin } from '../../private/refusals';
import { metricParts, serverMetric } from '../../private/tasks/server-metric';
import { shedShare } from '../../private/tasks/shed-share';
import type { ConcurrencyScalingOptions, CpuScalingOptions, RequestScalingOptions } from '../scaling-props';
import { addPolicy, type ScalingSite } from './scaling-site';

/** Whose number a tracker keeps. */
export type TrackedServer = Pick<ScalingSite, 'scope' | 'settings'>;

/** Keeps one number at a target by adding tasks at once and removing them after a quarter of an hour. */
export interface Tracker {
  readonly metric: 'concurrency' | 'requests' | 'cpu';
  /** In the unit of the metric. */
  readonly target: number;
  require(site: TrackedServer): void;
  /** @param removes whether it also removes tasks; another policy does where it does not */
  attach(site: ScalingSite, removes: boolean): void;
  /** The same number, for a forecast. */
  forecast(site: ScalingSite): appscaling.CfnScalingPolicy.PredictiveScalingMetricSpecificationProperty;
}

/**
 * For so many seconds what was added counts as part of what is asked for, as tasks need a minute or two until a metric tells
 * of them; more than that is added at once all the same.
 */
export const cooldowns = { scaleOutCooldown: 300, scaleInCooldown: 300 };
/** More than one picture in a hundred turned away means that the server gives up before a task is added. */
const bearableShare = 0.01;

export function concurrencyTracker({ target = 0.6, secondsPerImage = 0.1 }: ConcurrencyScalingOptions): Tracker {
  return {
    metric: 'concurrency',
    target,
    require: ({ scope, settings }) => {
      requireKnown(scope, 'scaling-concurrency-target', { target, secondsPerImage });
      if (!(target >= 0.1 && target <= 0.95)) {
        refuse(scope, 'scaling-concurrency-target', `target must be between 0.1 and 0.95, got ${target}`);
      }
      requireServed({ scope, settings }, { concurrency: target, secondsPerImage });
    },
    attach: (site, removes) => track(site, { predefined: undefined, target, name: 'concurrency', removes }),
    forecast: ({ serviceName }) => {
      const of = (id: string, stat: string) => {
        const metric = metricParts(serverMetric(serviceName, 'offeredConcurrency', {}));
        return { metricDataQueries: [{ id, metricStat: { metric, stat } }] };
      };
      return {
        targetValue: target,
        customizedLoadMetricSpecification: of('load', 'Sum'),
        customizedScalingMetricSpecification: of('each', 'Average'),
      };
    },
  };
}

export function requestTracker({ perTarget, secondsPerImage = 0.1 }: RequestScalingOptions): Tracker {
  const labelOf = ({ scope, targetGroupLabel }: ScalingSite) =>
    targetGroupLabel ??
    refuse(scope, 'scaling-requests', 'Scaling.onRequests() must have a load balancer that counts, got none');
  return {
    metric: 'requests',
    target: perTarget,
    require: (site) => {
      requireKnown(site.scope, 'scaling-requests', { perTarget, secondsPerImage });
      const value = { name: 'perTarget', value: perTarget, min: 1, max: 1_000_000 };
      requireWithin(site.scope, 'scaling-requests', value);
      const processes = site.settings.processes || 1;
      requireServed(site, { concurrency: (perTarget * secondsPerImage) / 60 / processes, secondsPerImage });
    },
    attach: (site, removes) =>
      track(site, {
        predefined: { predefinedMetricType: 'ALBRequestCountPerTarget', resourceLabel: labelOf(site) },
        target: perTarget,
        name: 'requests',
        removes,
      }),
    forecast: (site) => ({
      targetValue: perTarget,
      predefinedMetricPairSpecification: { predefinedMetricType: 'ALBRequestCount', resourceLabel: labelOf(site) },
    }),
  };
}

export function cpuTracker({ targetPercent = 60 }: CpuScalingOptions): Tracker {
  return {
    metric: 'cpu',
    target: targetPercent,
    require: ({ scope }) =>
      requireWithin(scope, 'scaling-cpu-target', { name: 'targetPercent', value: targetPercent, min: 10, max: 90 }),
    attach: (site, removes) => {
      // Three times as often as usual, at no charge; the CDK has a property for it on the service of CloudFormation only
      // (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/target-tracking-faster-auto-scaling.html).
      const service = site.service.node.findChild('Service') as ecs.CfnService;
      service.monitoring = { metricConfigurations: [{ metricNames: ['CPUUtilization'], resolutionSeconds: 20 }] };
      const predefinedMetricType = 'ECSServiceAverageCPUUtilizationHighResolution';
      track(site, { predefined: { predefinedMetricType }, target: targetPercent, name: 'cpu', removes });
    },
    forecast: () => ({
      targetValue: targetPercent,
      predefinedMetricPairSpecification: { predefinedMetricType: 'ECSServiceCPUUtilization' },
    }),
  };
}

interface Tracking {
  readonly name: Tracker['metric'];
  readonly target: number;
  readonly removes: boolean;
  /** Left out: the concurrency that the servers are offered. */
  readonly predefined: appscaling.CfnScalingPolicy.PredefinedMetricSpecificationProperty | undefined;
}

const ids = { concurrency: 'Concurrency', requests: 'Requests', cpu: 'Cpu' } as const;

function track(site: ScalingSite, { name, target, predefined, removes }: Tracking): void {
  const customized = { ...metricParts(serverMetric(site.serviceName, 'offeredConcurrency', {})), statistic: 'Average' };
  addPolicy(site, ids[name], {
    policyName: name,
    policyType: 'TargetTrackingScaling',
    targetTrackingScalingPolicyConfiguration: {
      targetValue: target,
      ...cooldowns,
      ...(removes ? {} : { disableScaleIn: true }),
      ...(predefined ? { predefinedMetricSpecification: predefined } : { customizedMetricSpecification: customized }),
    },
  });
}

/** Who is turned away asks for no task, so the target must be a load at which nearly nobody is. */
function requireServed(
  { scope, settings }: Pick<ScalingSite, 'scope'> & { readonly settings: Settings },
  load: { readonly concurrency: number; readonly secondsPerImage: number },
): void {
  const share = shedShare(settings, load);
  if (share <= bearableShare) return;
  const percent = (100 * share).toFixed(share < 0.1 ? 1 : 0);
  const at = `${Number(load.concurrency.toFixed(2))} pictures at once per inference process`;
  refuse(
    scope,
    'scaling-sheds-first',
    `the server must serve 99 % at the target (${at}), got ${percent} % turned away`,
  );
}
