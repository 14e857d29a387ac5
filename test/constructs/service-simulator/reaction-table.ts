import { Duration } from 'aws-cdk-lib';
import { PredictionMode, Scaling } from '../../../lib';
import { templateWith } from '../synthesized';
import { type Reaction, reaction } from './reaction';
import { requestsAtMost } from './service-metrics';
import { type ServicePolicies, servicePolicies } from './service-policies';
import { simulateService, type World } from './service-simulator';

/** The values of `Scaling` that all simulations run. */
export const values: Readonly<Record<string, Scaling>> = {
  'onCpu()': Scaling.onCpu(),
  'onRequests({ perTarget: 360 })': Scaling.onRequests({ perTarget: 0.6 * requestsAtMost }),
  'onConcurrency()': Scaling.onConcurrency(),
  'onConcurrency().withLatencyGuard({ slowest: 1 s })': Scaling.onConcurrency().withLatencyGuard({
    slowest: Duration.seconds(1),
  }),
  'onConcurrency().withSpikeGuard()': Scaling.onConcurrency().withSpikeGuard(),
  'onConcurrency().withSpikeGuard().withPrediction(scale)': Scaling.onConcurrency()
    .withSpikeGuard()
    .withPrediction({ mode: PredictionMode.FORECAST_AND_SCALE }),
};

const known = new Map<Scaling, ServicePolicies>();

export function policiesOf(scaling: Scaling): ServicePolicies {
  const policies = known.get(scaling) ?? servicePolicies(templateWith(() => ({ scaling, maxTasks: 40 })));
  known.set(scaling, policies);
  return policies;
}

/** What servers write is seen after seconds; what AWS counts, after a minute or so. */
export const usual: Omit<World, 'demand' | 'hours'> = {
  startSeconds: 60,
  delays: { own: 20, ecs: 40, alb: 60 },
  sharedCooldown: false,
};

const minute = 60;
export const crowdAt = 30 * minute;
/** Two tasks' worth of work, and from the thirtieth minute on eight times as much: sixteen tasks at the target of 0.6. */
export const crowd = (second: number): number => (second < crowdAt ? 1.2 : 9.6);
/** From one task's worth at night to twenty in the evening. */
export const day = (second: number): number => 6.5 - 5.5 * Math.cos((2 * Math.PI * second) / 86_400);
/** Up in an hour, down in another. */
export const ramp = (second: number): number =>
  1.2 + 10.8 * Math.max(0, Math.min(1, second / 3600 - 1, 4 - second / 3600));

/** How each value takes a crowd that nobody foresaw. */
export function reactionTable(): Record<string, Reaction> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => !name.includes('Prediction'))
      .map(([name, scaling]) => {
        const report = simulateService(policiesOf(scaling), { ...usual, demand: crowd, hours: 2 });
        return [name, reaction(report, { at: crowdAt, needed: 16 })];
      }),
  );
}
