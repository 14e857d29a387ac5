import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { App, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Containers, EcsFargateClassifier, ModelArtifact, ModelStore } from '../../lib';
import { plainPicture } from '../container/pictures';
import { startServer } from '../container/server-process';
import { temporaryFolder } from '../container/temporary-folder';
import { writeTinyModel } from '../container/tiny-model';
import { CloudProcess } from '../local/cloud-process';
import { arnOf, isAllowed, type Statement, statementsOf, type Template } from './rights';

const program = join(__dirname, '..', '..', 'bin', 'image-classifier.js');
const folder = temporaryFolder();
let cloud: CloudProcess;
let template: Template;
let bucket: string;

/** What a role may do although no local run does it, each with the reason. */
const reasons: Readonly<Record<string, string>> = {
  's3:AbortMultipartUpload': 'done when an upload fails or is stopped',
};

const idOf = (part: RegExp, type: string): string => {
  const found = Object.entries(template.Resources).filter(([id, { Type }]) => Type === type && part.test(id));
  expect(found).toHaveLength(1);
  return found[0][0];
};
const rightsOf = (role: RegExp): Statement[] => statementsOf(template, idOf(role, 'AWS::IAM::Role'));

async function publish(name: string, version: string): Promise<void> {
  const file = writeTinyModel(join(folder, name), { hidden: version === '1' ? 0 : 1536 });
  const words = ['publish', file, '--to', 's3://models/live', '--name', name, '--version', version];
  const child = spawn(process.execPath, [program, ...words], { env: environmentOf('publisher') });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
}

const environmentOf = (AWS_ACCESS_KEY_ID: string) => ({ ...process.env, ...cloud.environment, AWS_ACCESS_KEY_ID });

/** Runs a server as this caller and classifies one picture with the model. */
async function classify(caller: string, settings: Record<string, string>, query: string): Promise<void> {
  const server = await startServer({ ...cloud.environment, AWS_ACCESS_KEY_ID: caller, ...settings });
  const body = new Uint8Array(await plainPicture('#ff0000'));
  const { status } = await fetch(`${server.url}/classify${query}`, { method: 'POST', body });
  expect([await server.stop(), status]).toEqual([0, 200]);
}

beforeAll(async () => {
  const shop = new Stack(new App(), 'Shop');
  const repository = new ModelStore(shop, 'Models', { prefix: 'live' });
  repository.grants.publish(new iam.Role(shop, 'Publisher', { assumedBy: new iam.AccountRootPrincipal() }));
  new EcsFargateClassifier(shop, 'Many', { containers: Containers.multiModel({ repository }) });
  const shoes = ModelArtifact.fromVersion(repository, 'shoes', 1);
  new EcsFargateClassifier(shop, 'One', { containers: Containers.singleModel(shoes) });
  template = (shop.node.root as App).synth().getStackByName('Shop').template as Template;
  bucket = idOf(/^ModelsBucket/, 'AWS::S3::Bucket');

  cloud = await CloudProcess.start();
  await cloud.bucket('models');
  await publish('shoes', '1');
  await publish('hats', '2');
  await classify('many', { IMAGE_CLASSIFIER_REPOSITORY: 's3://models/live' }, '?model=hats');
  await classify('one', { IMAGE_CLASSIFIER_MODEL: 's3://models/live/shoes/1' }, '');
});

afterAll(() => cloud.stop());

const places: [caller: string, role: RegExp][] = [
  ['publisher', /^Publisher/],
  ['many', /^ManyTaskTaskRole/],
  ['one', /^OneTaskTaskRole/],
];

test.each(places)('%s may do exactly what it does', async (caller, role) => {
  const statements = rightsOf(role);
  const own = (await cloud.calls()).filter((call) => call.caller === caller);
  expect(own.length).toBeGreaterThan(2);
  const arn = (resource: string) => {
    const [, ...key] = resource.split('/');
    return arnOf(template, bucket, key.length > 0 ? key.join('/') : undefined);
  };
  expect(own.filter(({ action, resource, context }) => !isAllowed(statements, action, arn(resource), context))).toEqual(
    [],
  );
  const used = new Set(own.map(({ action }) => action));
  const unused = statements.flatMap(({ actions }) => actions).filter((action) => !used.has(action));
  expect(unused.filter((action) => !Object.hasOwn(reasons, action))).toEqual([]);
});

test.each<[role: RegExp, action: string, what: { key?: string; prefix?: string }]>([
  [/^Publisher/, 's3:GetObject', { key: 'live/shoes/1/model.onnx' }],
  [/^Publisher/, 's3:DeleteObject', { key: 'live/shoes/1/model.onnx' }],
  [/^Publisher/, 's3:PutObject', { key: 'other/shoes/1/model.onnx' }],
  [/^Publisher/, 's3:ListBucket', { prefix: 'other/' }],
  [/^ManyTaskTaskRole/, 's3:PutObject', { key: 'live/shoes/1/model.onnx' }],
  [/^ManyTaskTaskRole/, 's3:GetObject', { key: 'other/shoes/1/model.onnx' }],
  [/^ManyTaskTaskRole/, 's3:ListBucket', { prefix: '' }],
  [/^OneTaskTaskRole/, 's3:GetObject', { key: 'live/hats/2/model.onnx' }],
  [/^OneTaskTaskRole/, 's3:ListBucket', { prefix: 'live/' }],
  [/^OneTaskTaskRole/, 's3:ListBucket', { prefix: 'live/hats/' }],
])('%s may not %s of %j', (role, action, { key, prefix }) => {
  const context: Record<string, string> = prefix === undefined ? {} : { 's3:prefix': prefix };
  expect(isAllowed(rightsOf(role), action, arnOf(template, bucket, key), context)).toBe(false);
});
