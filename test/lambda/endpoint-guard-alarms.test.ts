import type { GuardedVariant } from '../../lib/contracts/custom-resources/endpoint-guard';
import { AlarmService } from './alarm-service';
import { FunctionProcess } from './function-process';
import { ScalingService } from './scaling-service';
import { StackService } from './stack-service';

const services = [new StackService(), new ScalingService(), new AlarmService()] as const;
const [stack, scaling, cloudwatch] = services;
let guard: FunctionProcess;

beforeAll(async () => {
  const cloud = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'guard', AWS_SECRET_ACCESS_KEY: 'secret' };
  for (const service of services) Object.assign(cloud, await service.start());
  guard = FunctionProcess.start('endpoint-guard', {}, cloud);
});
beforeEach(async () => {
  for (const service of [scaling, cloudwatch]) service.forget();
  stack.status = 'UPDATE_IN_PROGRESS';
  await asDeployed();
});
afterAll(async () => {
  await guard?.stop();
  await Promise.all(services.map((service) => service.stop()));
});

const sleeping = (instanceType: string): GuardedVariant => ({
  name: 'main',
  instanceType,
  scaling: {
    dimension: 'sagemaker:variant:DesiredInstanceCount',
    min: 0,
    max: 4,
    scheduledActions: [],
    policies: [{ PolicyName: 'wake', PolicyType: 'StepScaling' }],
  },
});
const [small, large] = [sleeping('ml.c7g.large'), sleeping('ml.c7g.xlarge')];
const waits = { variant: 'main', policy: 'wake', alarm: 'Shop-Waits-1A2B', revision: '1' };
const topic = 'arn:aws:sns:us-east-1:111111111111:people';
const neighbour =
  'arn:aws:autoscaling:us-east-1:111111111111:scalingPolicy:1-2:resource/sagemaker/endpoint/shop/variant/other:policyName/wake';
/** All that a template may say of it, and what Amazon CloudWatch adds. */
const written = {
  AlarmName: waits.alarm,
  AlarmDescription: 'Something waits',
  ActionsEnabled: true,
  InsufficientDataActions: [],
  Statistic: 'Maximum',
  Unit: 'Count',
  Period: 60,
  EvaluationPeriods: 1,
  MetricName: 'HasBacklogWithoutCapacity',
  Namespace: 'AWS/SageMaker',
  DatapointsToAlarm: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
  Dimensions: [{ Name: 'EndpointName', Value: 'shop' }],
};
const told = {
  AlarmArn: `arn:aws:cloudwatch:us-east-1:111111111111:alarm:${waits.alarm}`,
  StateValue: 'ALARM',
  AlarmConfigurationUpdatedTimestamp: 1_795_219_200,
  StateUpdatedTimestamp: 1_795_219_200.5,
};

const arn = () => scaling.arnOf('main', 'wake');
const actions = () => cloudwatch.alarms.get(waits.alarm)?.AlarmActions;
const props = (When: string, variant: GuardedVariant) => ({
  EndpointName: 'shop',
  When,
  Variants: JSON.stringify([variant]),
  ...(When === 'after' && { Alarms: JSON.stringify([waits]) }),
});
const ask = (When: string, now: GuardedVariant, before: GuardedVariant) =>
  stack.ask(guard, { type: 'Update', properties: props(When, now), before: props(When, before) });

/** The endpoint sleeps, and its alarm has the policy, people, and a policy of the same name elsewhere among its actions. */
async function asDeployed(): Promise<void> {
  await stack.ask(guard, {
    type: 'Update',
    before: props('before', small),
    properties: { ...props('after', small), Alarms: '[]' },
  });
  const AlarmActions = [topic, String(arn()), neighbour];
  cloudwatch.alarms.set(waits.alarm, { ...written, ...told, AlarmActions, OKActions: [topic] });
}

test('after another instance type the alarm triggers the policy that was put again, and is otherwise as it was', async () => {
  const first = arn();
  await ask('before', large, small);
  expect((await ask('after', large, small)).Status).toBe('SUCCESS');
  expect(arn()).not.toBe(first);
  const AlarmActions = [topic, arn(), neighbour];
  expect(cloudwatch.puts).toEqual([{ ...written, AlarmActions, OKActions: [topic] }]);
});

test('a rollback points the alarm at the policy that it puts again', async () => {
  await ask('before', large, small);
  await ask('after', large, small);
  stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
  await ask('before', small, large);
  expect((await ask('after', small, large)).Status).toBe('SUCCESS');
  expect(cloudwatch.puts).toHaveLength(2);
  expect(actions()).toEqual([topic, arn(), neighbour]);
});

test('where the endpoint itself failed, the alarm is pointed at the policy once the stack is back', async () => {
  await ask('before', large, small);
  const { EndpointName, Variants, Alarms } = { Alarms: '[]', ...props('after', small) };
  await guard.invoke({ rolledBack: { EndpointName, Variants, Alarms } });
  expect(actions()).toEqual([topic, arn(), neighbour]);
});

test('an alarm that is right already is not touched', async () => {
  expect((await ask('after', large, small)).Status).toBe('SUCCESS');
  expect(cloudwatch.calls.map(({ action }) => action)).toEqual(['cloudwatch:DescribeAlarms']);
});

test('an alarm that a deployment set back to the ARN of the template is mended although the policy is there', async () => {
  const old = String(arn()).replace(/scalingPolicy:[^:]+/, 'scalingPolicy:old');
  cloudwatch.alarms.set(waits.alarm, {
    ...written,
    AlarmActions: [],
    OKActions: [old],
    InsufficientDataActions: [old],
  });
  await ask('after', small, small);
  const [{ AlarmActions, OKActions, InsufficientDataActions }] = cloudwatch.puts;
  expect([AlarmActions, OKActions, InsufficientDataActions]).toEqual([[], [arn()], [arn()]]);
});

test.each([
  ['that is gone', () => cloudwatch.alarms.clear(), 'The alarm is not there.'],
  [
    'that lost its action',
    () => cloudwatch.alarms.set(waits.alarm, { ...written, AlarmActions: [topic] }),
    'The alarm does not have it among its actions; it is arn:aws:autoscaling:',
  ],
  [
    'that may not be seen',
    () => cloudwatch.refusals.push({ status: 400, type: 'AccessDeniedException', message: 'Not authorized.' }),
    'AccessDeniedException: Not authorized.',
  ],
])('an alarm %s fails the deployment by its name, and the policy is there all the same', async (_, spoil, words) => {
  await ask('before', large, small);
  spoil();
  const { Status, Reason } = await ask('after', large, small);
  expect(Status).toBe('FAILED');
  expect(Reason).toContain(`Shop-Waits-1A2B of wake of main: ${words}`);
  expect(Reason).toMatch(/\[guard-alarm\]$/);
  expect(scaling.state).toEqual(['endpoint/shop/variant/main 0-4: wake; ']);
});

test('an alarm that is gone does not leave a rollback half-way: the log has it', async () => {
  await ask('before', large, small);
  cloudwatch.alarms.clear();
  stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
  expect((await ask('after', small, large)).Status).toBe('SUCCESS');
  expect(guard.said).toMatch(
    /alarm left as it is.+guard-alarm.+Shop-Waits-1A2B of wake of main: The alarm is not there/s,
  );
  // The event that comes once it is over tells it as an error.
  const { EndpointName, Variants, Alarms } = { Alarms: '[]', ...props('after', small) };
  await expect(guard.invoke({ rolledBack: { EndpointName, Variants, Alarms } })).rejects.toThrow(
    'The alarm is not there',
  );
});

test('throttling and errors of Amazon CloudWatch are waited for', async () => {
  await ask('before', large, small);
  const message = 'Rate exceeded';
  cloudwatch.refusals.push({ status: 400, type: 'ThrottlingException', message });
  cloudwatch.refusals.push({ status: 500, type: 'InternalServiceFault', message });
  expect((await ask('after', large, small)).Status).toBe('SUCCESS');
  expect(actions()).toEqual([topic, arn(), neighbour]);
});
