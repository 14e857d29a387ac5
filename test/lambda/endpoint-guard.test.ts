import type { GuardedVariant } from '../../lib/contracts/custom-resources/endpoint-guard';
import { FunctionProcess } from './function-process';
import { ScalingService } from './scaling-service';
import { StackService } from './stack-service';

const [stack, scaling] = [new StackService(), new ScalingService()];
let guard: FunctionProcess;

beforeAll(async () => {
  const signed = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'guard', AWS_SECRET_ACCESS_KEY: 'secret' };
  guard = FunctionProcess.start(
    'endpoint-guard',
    {},
    { ...signed, ...(await stack.start()), ...(await scaling.start()) },
  );
});
beforeEach(() => {
  scaling.forget();
  stack.turnsAway = 0;
});
afterAll(async () => {
  await guard?.stop();
  await Promise.all([stack.stop(), scaling.stop()]);
});

const dimension = 'sagemaker:variant:DesiredInstanceCount' as const;
const tracking = {
  PolicyName: 'concurrency',
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: 2.8,
    PredefinedMetricSpecification: {
      PredefinedMetricType: 'SageMakerVariantConcurrentRequestsPerModelHighResolution',
    },
  },
};
const stepping = {
  PolicyName: 'wake',
  PolicyType: 'StepScaling',
  StepScalingPolicyConfiguration: {
    AdjustmentType: 'ExactCapacity',
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
  },
};
const peak = {
  ScheduledActionName: 'sale',
  Schedule: 'cron(0 8 ? * FRI *)',
  Timezone: 'Europe/Berlin',
  StartTime: '2026-11-27T00:00:00.000Z',
  ScalableTargetAction: { MinCapacity: 8 },
};
const scaled = (name: string, instanceType: string): GuardedVariant => ({
  name,
  instanceType,
  scaling: { dimension, min: 1, max: 20, policies: [tracking, stepping], scheduledActions: [peak] },
});
const [graviton3, graviton4] = [scaled('main', 'ml.c7g.xlarge'), scaled('main', 'ml.c8g.xlarge')];
const whole = (variant: string) => `endpoint/shop/variant/${variant} 1-20: concurrency,wake; sale`;

const props = (When: string, variants: GuardedVariant[], EndpointName = 'shop') => ({
  EndpointName,
  When,
  Variants: JSON.stringify(variants),
});
const update = (When: string, now: GuardedVariant[], before: GuardedVariant[]) =>
  stack.ask(guard, { type: 'Update', properties: props(When, now), before: props(When, before) });
/** As AWS CloudFormation made them. */
async function given(...variants: GuardedVariant[]): Promise<void> {
  await update('after', variants, []);
  scaling.calls.length = 0;
}

test('another instance type takes the variant out before the endpoint, and in again after it, with all that it had', async () => {
  await given(graviton3);
  // An ARN is new whenever a policy is put.
  const all = () =>
    [scaling.policies, scaling.schedules, scaling.targets].flatMap((kept) =>
      [...kept.values()].map(({ PolicyARN, ...fields }) => fields),
    );
  const before = all();
  expect((await update('before', [graviton4], [graviton3])).Status).toBe('SUCCESS');
  expect(scaling.state).toEqual([]);
  expect((await update('after', [graviton4], [graviton3])).Status).toBe('SUCCESS');
  expect(scaling.state).toEqual([whole('main')]);
  expect(all()).toEqual(before);
  expect([...scaling.schedules.values()][0]).toMatchObject({ StartTime: Date.parse(peak.StartTime) / 1000 });
});

test('a variant that goes is taken out, and those that stay as they are are not touched', async () => {
  const [stays, goes] = [scaled('main', 'ml.c7g.xlarge'), scaled('challenger', 'ml.c7g.xlarge')];
  await given(stays, goes);
  await update('before', [stays], [stays, goes]);
  expect(scaling.state).toEqual([whole('main')]);
  await update('after', [stays], [stays, goes]);
  expect(scaling.changes).toEqual(['DeregisterScalableTarget']);
});

test('what AWS CloudFormation is about to make is left to it', async () => {
  for (const When of ['before', 'after']) {
    await stack.ask(guard, { type: 'Create', properties: props(When, [graviton3]) });
  }
  expect(scaling.calls).toEqual([]);
});

test('a minimum that a schedule raised is left as it is', async () => {
  await given(graviton3);
  const [key, target] = [...scaling.targets][0];
  scaling.targets.set(key, { ...target, MinCapacity: 8 });
  await update('after', [graviton4], [graviton3]);
  expect(scaling.state).toEqual([whole('main').replace('1-20', '8-20')]);
});

test('a registration that broke off half-way is completed by the next', async () => {
  await given(graviton3);
  await update('before', [graviton4], [graviton3]);
  scaling.refusals.push({
    operation: 'PutScheduledAction',
    type: 'ValidationException',
    message: 'No such schedule.',
  });
  const { Status, Reason } = await update('after', [graviton4], [graviton3]);
  expect(Status).toBe('FAILED');
  expect(Reason).toMatch(/main: ValidationException: No such schedule\..+\[guard-refused\]$/);
  expect((await update('after', [graviton4], [graviton3])).Status).toBe('SUCCESS');
  expect(scaling.state).toEqual([whole('main')]);
});

test('a rollback is an update too: what was changed is taken out and registered again as it was', async () => {
  await given(graviton3);
  await update('before', [graviton4], [graviton3]);
  await update('after', [graviton4], [graviton3]);
  stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
  await update('before', [graviton3], [graviton4]);
  expect(scaling.state).toEqual([]);
  await update('after', [graviton3], [graviton4]);
  expect(scaling.state).toEqual([whole('main')]);
});

test('where the endpoint itself failed, the variant is registered again once the stack is back', async () => {
  await given(graviton3);
  await update('before', [graviton4], [graviton3]);
  // The guard after the endpoint was never asked, so that it is not asked to go back either.
  await update('before', [graviton3], [graviton4]);
  expect(scaling.state).toEqual([]);
  await guard.invoke({ rolledBack: { EndpointName: 'shop', Variants: JSON.stringify([graviton3]) } });
  expect(scaling.state).toEqual([whole('main')]);
});

test('the event of a rollback that cannot be carried out ends in an error, so that it comes again', async () => {
  scaling.refusals.push({
    operation: 'RegisterScalableTarget',
    type: 'ValidationException',
    message: 'No such variant',
  });
  const event = { rolledBack: { EndpointName: 'shop', Variants: JSON.stringify([graviton3]) } };
  await expect(guard.invoke(event)).rejects.toThrow('main: ValidationException: No such variant');
  await guard.invoke(event);
  expect(scaling.state).toEqual([whole('main')]);
});

test('an endpoint of another name leaves that of the old one alone: it may be wanted again', async () => {
  await given(graviton3);
  await stack.ask(guard, {
    type: 'Update',
    properties: props('before', [graviton4], 'shop-2'),
    before: props('before', [graviton3]),
  });
  expect(scaling.calls).toEqual([]);
});

test('where it is not known what the variants were, all are taken out', async () => {
  await given(graviton3);
  await stack.ask(guard, { type: 'Update', properties: props('before', [graviton3]), before: { Endpoint: 'shop' } });
  expect(scaling.state).toEqual([]);
});

test('a stack that is deleted takes everything out, whether it is there or not', async () => {
  await given(graviton3, scaled('challenger', 'ml.c7g.large'));
  const variants = [graviton3, scaled('challenger', 'ml.c7g.large'), { name: 'never-scaled' }];
  for (const When of ['after', 'before']) {
    expect((await stack.ask(guard, { type: 'Delete', properties: props(When, variants) })).Status).toBe('SUCCESS');
    expect(scaling.state).toHaveLength(When === 'after' ? 2 : 0);
  }
  expect((await stack.ask(guard, { type: 'Delete', properties: props('before', variants) })).Status).toBe('SUCCESS');
});

test('a deletion goes on although Application Auto Scaling refuses', async () => {
  await given(graviton3);
  scaling.refusals.push({ operation: 'DeregisterScalableTarget', type: 'ValidationException' });
  const { Status, Reason } = await stack.ask(guard, { type: 'Delete', properties: props('before', [graviton3]) });
  expect(Status).toBe('SUCCESS');
  expect(Reason).toMatch(/ValidationException: injected.+\[aws-refused\]$/);
});

test.each([
  ['throttling', { type: 'ThrottlingException', message: 'Rate exceeded' }],
  ['somebody else at work', { type: 'ConcurrentUpdateException' }],
  ['an error of the service', { type: 'InternalServiceException', status: 500 }],
])('%s is waited for', async (_, refusal) => {
  await given(graviton3);
  for (const operation of ['DescribeScalableTargets', 'DeregisterScalableTarget', 'DeregisterScalableTarget']) {
    const describes = operation.startsWith('Describe') && refusal.type === 'ConcurrentUpdateException';
    if (!describes) scaling.refusals.push({ operation, ...refusal });
  }
  expect((await update('before', [graviton4], [graviton3])).Status).toBe('SUCCESS');
  expect(scaling.refusals).toEqual([]);
  expect(scaling.state).toEqual([]);
});

test('a variant that somebody took out meanwhile counts as taken out', async () => {
  await given(graviton3);
  scaling.refusals.push({ operation: 'DeregisterScalableTarget', type: 'ObjectNotFoundException' });
  expect((await update('before', [graviton4], [graviton3])).Status).toBe('SUCCESS');
});

test('a refusal before the endpoint fails the deployment before anything is changed', async () => {
  await given(graviton3);
  const message = 'User is not authorized to perform: application-autoscaling:DeregisterScalableTarget';
  scaling.refusals.push({ operation: 'DeregisterScalableTarget', type: 'AccessDeniedException', message });
  const { Status, Reason } = await update('before', [graviton4], [graviton3]);
  expect(Status).toBe('FAILED');
  expect(Reason).toMatch(/AccessDeniedException: User is not authorized.+\[aws-refused\]$/);
});

test('when the time is nearly over, that is the answer', async () => {
  await given(graviton3);
  const busy = { operation: 'DeregisterScalableTarget', type: 'ConcurrentUpdateException' };
  scaling.refusals.push(...Array.from({ length: 9 }, () => busy));
  const asked = { properties: props('before', [graviton4]), before: props('before', [graviton3]), seconds: 16 };
  const { Status, Reason } = await stack.ask(guard, { type: 'Update', ...asked });
  expect(Status).toBe('FAILED');
  expect(Reason).toMatch(/\[time-up\]$/);
});

test('more variants than fit on a page are all found', async () => {
  const variants = ['a', 'b', 'c', 'd', 'e'].map((name) => scaled(name, 'ml.c7g.large'));
  await given(...variants);
  scaling.pageSize = 2;
  await update('before', [], variants);
  expect(scaling.state).toEqual([]);
});
