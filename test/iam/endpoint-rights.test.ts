import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  App,
  aws_applicationautoscaling as appscaling,
  CfnResource,
  type aws_iam as iam,
  aws_logs as logs,
  Stack,
  aws_s3 as s3,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PutObjectCommand } from '../../container/node_modules/@aws-sdk/client-s3';
import { GoldenPictures, ModelStore } from '../../lib';
import { wakeFromZero } from '../../lib/constructs/hosting/wake';
import type { FunctionName, FunctionSettings } from '../../lib/contracts/functions';
import { checkEndpoint } from '../../lib/private/sagemaker/endpoint-check';
import { guardEndpoint } from '../../lib/private/sagemaker/endpoint-guard';
import { modelArchive } from '../../lib/private/sagemaker/packed-model';
import type { RecordedCall } from '../../local/src/cloud/call-record';
import { temporaryFolder } from '../container/temporary-folder';
import { AlarmService } from '../lambda/alarm-service';
import { answers, EndpointService } from '../lambda/endpoint-service';
import { FunctionProcess } from '../lambda/function-process';
import { writePictures } from '../lambda/golden-service';
import { ScalingService } from '../lambda/scaling-service';
import { type Asked, StackService, stackId } from '../lambda/stack-service';
import { CloudProcess } from '../local/cloud-process';
import { isAllowed, nameOf, statementsOf, type Template } from './rights';

const folder = temporaryFolder();
const logRetention = logs.RetentionDays.ONE_WEEK;
const services = [new StackService(), new EndpointService(), new ScalingService(), new AlarmService()] as const;
const [stack, endpoint, scaling, cloudwatch] = services;
const running: FunctionProcess[] = [];
let cloud: CloudProcess;
let template: Template;

/** What a role may do although no local run does it, each with the reason. */
const reasons: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'done by the runtime of AWS Lambda',
  'logs:PutLogEvents': 'done by the runtime of AWS Lambda',
  's3:AbortMultipartUpload': 'done where an upload fails; test/lambda/model-archive-refusals does it',
  'cloudformation:DescribeStacks': 'done where an alarm cannot be mended; test/lambda/endpoint-guard-alarms does it',
  'sagemaker:DescribeEndpoint': 'done by Application Auto Scaling on behalf of who registers',
  'sagemaker:DescribeEndpointConfig': 'done by Application Auto Scaling on behalf of who registers',
  'sagemaker:UpdateEndpointWeightsAndCapacities': 'asked for by Application Auto Scaling of who registers',
  'cloudwatch:DeleteAlarms': 'done by Application Auto Scaling on behalf of who adds a policy',
};

function synthesize(): Template {
  const app = new App();
  const shop = new Stack(app, 'Shop', { env: { account: '111111111111', region: 'us-east-1' } });
  const named = (name: string) => s3.Bucket.fromBucketName(shop, name, name);
  const models = ModelStore.fromBucket(shop, 'Models', named('models'));
  const source = {
    model: 's3://models/shoes/3',
    allowRead: (grantee: iam.IGrantable) => models.grants._readBelow(grantee, 'shoes/'),
  };
  modelArchive(shop, 'Model', { source, bucket: named('archives'), prefix: 'packed/', logRetention });
  const hosted = new CfnResource(shop, 'Endpoint', { type: 'AWS::SageMaker::Endpoint' });
  const target = new appscaling.CfnScalableTarget(shop, 'Target', {
    minCapacity: 1,
    maxCapacity: 2,
    resourceId: 'endpoint/Shop-1/variant/main',
    serviceNamespace: 'sagemaker',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  });
  const place = new Construct(shop, 'Scaling');
  wakeFromZero(place, target, { name: 'main', metricName: 'HasBacklogWithoutCapacity', dimensions: {} });
  const variants = [{ name: 'main', target }];
  const common = { endpointName: 'Shop-1', logRetention };
  guardEndpoint(shop, 'Guard', { ...common, endpoint: hosted, variants, scaling: [target, place] });
  const pictures = GoldenPictures.fromAsset(writePictures(join(folder, 'pictures')));
  const checked = { ...common, revision: '1', after: [hosted], pictures };
  checkEndpoint(shop, 'Direct', checked);
  checkEndpoint(shop, 'Component', { ...checked, targetKind: 'component', defaultTargets: ['shoes-1'] });
  checkEndpoint(shop, 'Later', {
    ...checked,
    asynchronous: {
      outputs: [{ bucket: named('outputs'), prefix: 'out/' }],
      uploads: { bucket: named('inputs'), prefix: 'golden/' },
    },
  });
  return app.synth().getStackByName('Shop').template as Template;
}

beforeAll(async () => {
  template = synthesize();
  cloud = await CloudProcess.start();
  for (const name of ['models', 'archives', 'inputs', 'outputs']) await cloud.bucket(name);
  for (const service of services) Object.assign(cloud.environment, await service.start());
});
afterAll(async () => {
  await Promise.all([...running.map((child) => child.stop()), ...services.map((service) => service.stop())]);
  await cloud?.stop();
});

const put = (Bucket: string, Key: string, Body: string) => cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

/** The rights of the one role whose id says this. */
function rightsOf(part: RegExp) {
  const ids = Object.keys(template.Resources).filter((id) => template.Resources[id].Type === 'AWS::IAM::Role');
  const found = ids.filter((id) => part.test(id));
  expect(found).toHaveLength(1);
  return statementsOf(template, found[0]);
}

/** Runs a function as this caller, and has what it called. */
async function run<N extends FunctionName>(caller: string, name: N, settings: FunctionSettings<N>, asked: Asked[]) {
  const child = FunctionProcess.start(name, settings, { ...cloud.environment, AWS_ACCESS_KEY_ID: caller });
  running.push(child);
  const before = stack.asked.length;
  for (const each of asked) expect((await stack.ask(child, each)).Status).toBe('SUCCESS');
  const described = stack.asked.slice(before).map((words) => words.split(' '));
  return [
    ...[...(await cloud.calls()), ...endpoint.calls, ...scaling.calls, ...cloudwatch.calls].filter(
      (call) => call.caller === caller,
    ),
    ...described.map(([action, id]) => ({ caller, action: `cloudformation:${action}`, resource: id })),
  ];
}

function arnOfCall({ action, resource }: RecordedCall): string {
  const [service] = action.split(':');
  // What the tests call a reference to the stack.
  if (service === 'cloudformation') return resource === stackId ? 'aws::stackid' : resource;
  if (resource === '*') return '*';
  return service === 's3' ? `arn:aws:s3:::${resource}` : `arn:aws:${service}:us-east-1:111111111111:${resource}`;
}

/** Everything that was called is allowed, and nothing else is granted, but for what is explained. */
function expectExactly(statements: ReturnType<typeof rightsOf>, calls: RecordedCall[], actions: string[]): void {
  expect(calls.filter((call) => !isAllowed(statements, call.action, arnOfCall(call), call.context))).toEqual([]);
  const used = [...new Set(calls.map(({ action }) => action))].sort();
  expect(used).toEqual(actions);
  const unused = statements.flatMap((statement) => statement.actions).filter((action) => !used.includes(action));
  expect(unused.filter((action) => !Object.hasOwn(reasons, action))).toEqual([]);
}

test('models are read where they lie and written where archives go, and nothing else', async () => {
  await put('models', 'shoes/3/model.onnx', 'weights');
  const properties = { Source: 's3://models/shoes/3', Bucket: 'archives', Prefix: 'packed/' };
  const calls = await run('packer', 'model-archive', {}, [{ properties }, { type: 'Delete', properties }]);
  const rights = rightsOf(/modelarchive/);
  expectExactly(rights, calls, ['s3:GetObject', 's3:ListBucket', 's3:PutObject']);
  expect(isAllowed(rights, 's3:PutObject', 'arn:aws:s3:::models/shoes/3/model.onnx')).toBe(false);
  expect(isAllowed(rights, 's3:PutObject', 'arn:aws:s3:::archives/other')).toBe(false);
  expect(isAllowed(rights, 's3:GetObject', 'arn:aws:s3:::models/hats/1/model.onnx')).toBe(false);
  expect(isAllowed(rights, 's3:DeleteObject', 'arn:aws:s3:::archives/packed/a')).toBe(false);
});

/** The name that the tests give to the alarm of the template. */
const waitsOf = ({ Resources }: Template) =>
  nameOf(Object.keys(Resources).find((id) => Resources[id].Type === 'AWS::CloudWatch::Alarm') ?? 'none');

test('the guard changes what SageMaker scales and the alarms that wake it, and nothing else', async () => {
  const waits = waitsOf(template);
  const scaled = {
    dimension: 'sagemaker:variant:DesiredInstanceCount',
    min: 1,
    max: 2,
    policies: [{ PolicyName: 'wake', PolicyType: 'StepScaling' }],
    scheduledActions: [{ ScheduledActionName: 's', Schedule: 'rate(1 day)' }],
  };
  const props = (When: string, instanceType: string) => ({
    EndpointName: 'Shop-1',
    When,
    Variants: JSON.stringify([{ name: 'main', instanceType, scaling: scaled }]),
    Alarms: JSON.stringify([{ variant: 'main', policy: 'wake', alarm: waits, revision: '1' }]),
  });
  const tail = 'resource/sagemaker/endpoint/Shop-1/variant/main:policyName/wake';
  const AlarmActions = [`arn:aws:autoscaling:us-east-1:111111111111:scalingPolicy:old:${tail}`];
  cloudwatch.alarms.set(waits, { AlarmName: waits, AlarmActions });
  const update = (When: string): Asked => ({ type: 'Update', properties: props(When, 'b'), before: props(When, 'a') });
  const calls = await run('guard', 'endpoint-guard', {}, [update('after'), update('before')]);
  const rights = rightsOf(/endpointguard/);
  const actions = ['DeregisterScalableTarget', 'DescribeScalableTargets', 'DescribeScalingPolicies'];
  const more = ['DescribeScheduledActions', 'PutScalingPolicy', 'PutScheduledAction', 'RegisterScalableTarget'];
  expectExactly(rights, calls, [
    ...[...actions, ...more].map((name) => `application-autoscaling:${name}`),
    ...['cloudwatch:DescribeAlarms', 'cloudwatch:PutMetricAlarm'],
  ]);
  const alarm = (name: string) => `arn:aws:cloudwatch:us-east-1:111111111111:alarm:${name}`;
  expect(isAllowed(rights, 'cloudwatch:PutMetricAlarm', alarm('shop-errors'))).toBe(false);
  expect(isAllowed(rights, 'cloudwatch:DeleteAlarms', alarm(waits))).toBe(false);
  const target = 'arn:aws:application-autoscaling:us-east-1:111111111111:scalable-target/1';
  const namespace = 'application-autoscaling:service-namespace';
  expect(isAllowed(rights, 'application-autoscaling:DeregisterScalableTarget', target, { [namespace]: 'ecs' })).toBe(
    false,
  );
  const others = 'arn:aws:sagemaker:us-east-1:111111111111:endpoint/shop-2';
  expect(isAllowed(rights, 'sagemaker:UpdateEndpointWeightsAndCapacities', others)).toBe(false);
  expect(isAllowed(rights, 'sagemaker:UpdateEndpointWeightsAndCapacities', others.replace('2', '1'))).toBe(true);
});

const checked = (changes: object): Asked => ({
  properties: {
    EndpointName: 'Shop-1',
    Revision: '1',
    Mode: 'synchronous',
    TargetKind: 'endpoint',
    AnswerSeconds: 5,
    PatienceSeconds: 20,
    ...changes,
  },
});

test('a check asks its own endpoint, by the name that Amazon SageMaker gives it, and how its stack is doing', async () => {
  endpoint.answer = (_, reply) => answers.label('hat')(reply);
  const picturesDirectory = join(folder, 'pictures');
  const calls = await run('asker', 'endpoint-check', { picturesDirectory }, [checked({})]);
  const rights = rightsOf(/^DirectAsking/);
  expectExactly(rights, calls, ['cloudformation:DescribeStacks', 'sagemaker:InvokeEndpoint']);
  const others = 'arn:aws:sagemaker:us-east-1:111111111111:endpoint/shop-2';
  expect(isAllowed(rights, 'sagemaker:InvokeEndpoint', others)).toBe(false);
});

test('a check of an inference component may ask this component', async () => {
  endpoint.answer = (_, reply) => answers.label('hat')(reply);
  const asked = checked({ TargetKind: 'component', DefaultTargets: ['shoes-1'] });
  const calls = await run('component', 'endpoint-check', { picturesDirectory: join(folder, 'pictures') }, [asked]);
  const rights = rightsOf(/^ComponentAsking/);
  expectExactly(rights, calls, ['cloudformation:DescribeStacks', 'sagemaker:InvokeEndpoint']);
  const others = 'arn:aws:sagemaker:us-east-1:111111111111:inference-component/hats-1';
  expect(isAllowed(rights, 'sagemaker:InvokeEndpoint', others)).toBe(false);
});

test('a check of an asynchronous endpoint may read what is written for it, and put large pictures', async () => {
  endpoint.answer = (_, reply) => answers.later('s3://outputs/out/1.out', 's3://outputs/out/1-error.out')(reply);
  await put('outputs', 'out/1.out', JSON.stringify({ labels: [{ label: 'hat', score: 1 }] }));
  const picturesDirectory = writePictures(join(folder, 'large'));
  const asked = checked({ Mode: 'asynchronous', UploadTo: 's3://inputs/golden/' });
  writeFileSync(join(picturesDirectory, 'a.jpg'), Buffer.alloc(130_000));
  const calls = await run('later', 'endpoint-check', { picturesDirectory }, [asked]);
  const rights = rightsOf(/^LaterAsking/);
  const listing = { caller: 'later', action: 's3:ListBucket', resource: 'outputs' };
  // Amazon S3 asks for it of whoever reads what is not there.
  const expected = ['cloudformation:DescribeStacks', 's3:GetObject', 's3:ListBucket', 's3:PutObject'];
  expectExactly(rights, [...calls, listing], [...expected, 'sagemaker:InvokeEndpointAsync']);
  expect(
    isAllowed(rights, 'sagemaker:InvokeEndpoint', 'arn:aws:sagemaker:us-east-1:111111111111:endpoint/shop-1'),
  ).toBe(false);
  expect(isAllowed(rights, 's3:PutObject', 'arn:aws:s3:::outputs/out/2.out')).toBe(false);
});
