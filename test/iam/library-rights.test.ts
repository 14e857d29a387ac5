import { App, aws_logs as logs, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Hosting, ModelStore, SageMakerEndpointClassifier } from '../../lib';
import { keepLibrary } from '../../lib/constructs/hosting/model-library';
import { appeared, LibraryBench } from '../lambda/library-bench';
import { arnOf, isAllowed, statementsOf, type Template } from './rights';

/** What a role may do although no local run does it, each with the reason. */
const reasons: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'done by the runtime of AWS Lambda',
  'logs:PutLogEvents': 'done by the runtime of AWS Lambda',
  'sqs:ReceiveMessage': 'done by the event source of AWS Lambda',
  'sqs:DeleteMessage': 'done by the event source of AWS Lambda',
  'sqs:GetQueueAttributes': 'asked for by the event source of AWS Lambda',
};

let bench: LibraryBench;
let template: Template;

const idOf = (type: string, part: RegExp): string => {
  const found = Object.entries(template.Resources).filter(([id, { Type }]) => Type === type && part.test(id));
  expect(found).toHaveLength(1);
  return found[0][0];
};
const rightsOf = (role: RegExp) => statementsOf(template, idOf('AWS::IAM::Role', role));
const arn = (resource: string) =>
  resource === 'announced' ? arnOf(template, idOf('AWS::SQS::Queue', /Announced/)) : `arn:aws:s3:::${resource}`;

beforeAll(async () => {
  const app = new App();
  const shop = new Stack(app, 'Shop');
  const named = (name: string) => s3.Bucket.fromBucketName(shop, name, name);
  const repository = ModelStore.fromBucket(shop, 'Models', named('models'), { prefix: 'live' });
  keepLibrary(shop, 'Library', {
    repository,
    prefix: '',
    bucket: named('archives'),
    archives: 'endpoint/',
    logRetention: logs.RetentionDays.ONE_WEEK,
  });
  template = app.synth().getStackByName('Shop').template as Template;
  bench = await LibraryBench.start();
});
afterAll(() => bench?.stop());

test('the functions of a library may do exactly what they do', async () => {
  await bench.publish('shoes/1', { 'model.json': '{}', 'model.onnx': 'graph' });
  await bench.fill('Create', { WaitSeconds: 1 });
  await bench.drain();
  await bench.pack(appeared('live/shoes/1/model.onnx'));
  await bench.publish('shoes/2', { 'model.onnx': 'graph' });
  await bench.pack('{"survey":true}');
  // A model that changes while it is packed, and one that cannot be.
  await bench.publish('boots/1', { 'model.onnx': 'graph', [`${'a'.repeat(120)}.bin`]: 'weights' });
  await bench.pack(appeared('live/boots/1/model.onnx'));

  for (const [caller, role] of [
    ['packer', /PackingPackerRole/],
    ['filler', /modellibraryRole/],
  ] as const) {
    const statements = rightsOf(role);
    const calls = (await bench.cloud.calls()).filter((call) => call.caller === caller);
    expect(calls.length).toBeGreaterThan(2);
    const refused = calls.filter(
      ({ action, resource, context }) => !isAllowed(statements, action, arn(resource), context),
    );
    expect(refused).toEqual([]);
    const used = new Set(calls.map(({ action }) => action));
    const unused = statements.flatMap(({ actions }) => actions).filter((action) => !used.has(action));
    expect(unused.filter((action) => !Object.hasOwn(reasons, action))).toEqual([]);
  }
});

test.each<[role: RegExp, action: string, what: { resource: string; prefix?: string }]>([
  [/PackingPackerRole/, 's3:PutObject', { resource: 'models/live/shoes/1/model.onnx' }],
  [/PackingPackerRole/, 's3:GetObject', { resource: 'models/other/shoes/1/model.onnx' }],
  [/PackingPackerRole/, 's3:PutObject', { resource: 'archives/another-endpoint/shoes/1.tar.gz' }],
  [/PackingPackerRole/, 's3:DeleteObject', { resource: 'archives/endpoint/shoes/1.tar.gz' }],
  [/PackingPackerRole/, 's3:ListBucket', { resource: 'models', prefix: '' }],
  [/modellibraryRole/, 's3:GetObject', { resource: 'models/live/shoes/1/model.onnx' }],
  [/modellibraryRole/, 's3:PutObject', { resource: 'archives/endpoint/shoes/1.tar.gz' }],
  [/modellibraryRole/, 's3:ListBucket', { resource: 'models', prefix: 'other/' }],
])('%s may not %s of %j', (role, action, { resource, prefix }) => {
  const context: Record<string, string> = prefix === undefined ? {} : { 's3:prefix': prefix };
  expect(isAllowed(rightsOf(role), action, arn(resource), context)).toBe(false);
});

test('instances may read the archives of their own endpoint, and neither the store nor other archives', () => {
  const app = new App();
  const shop = new Stack(app, 'Shop');
  const hosting = Hosting.multiModel({ repository: new ModelStore(shop, 'Models') });
  const { endpointName } = new SageMakerEndpointClassifier(shop, 'Classifier', { hosting });
  const made = app.synth().getStackByName('Shop').template as Template;
  const id = (type: string, part: RegExp) =>
    Object.keys(made.Resources).find((key) => made.Resources[key].Type === type && part.test(key)) ?? '';
  const statements = statementsOf(made, id('AWS::IAM::Role', /^ClassifierRole/));
  const [archives, models] = [id('AWS::S3::Bucket', /Archives/), id('AWS::S3::Bucket', /^Models/)];
  const mayGet = (bucket: string, key: string) => isAllowed(statements, 's3:GetObject', arnOf(made, bucket, key));
  expect(mayGet(archives, `${endpointName}/shoes/1.tar.gz`)).toBe(true);
  expect(mayGet(archives, 'another-endpoint/shoes/1.tar.gz')).toBe(false);
  expect(mayGet(models, 'shoes/1/model.onnx')).toBe(false);
  const mayList = (prefix: string) =>
    isAllowed(statements, 's3:ListBucket', arnOf(made, archives), { 's3:prefix': prefix });
  expect([mayList(`${endpointName}/`), mayList('')]).toEqual([true, false]);
});
