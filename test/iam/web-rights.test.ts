import { PutObjectCommand } from '../../container/node_modules/@aws-sdk/client-s3';
import { WebAccess } from '../../lib';
import { type FunctionName, fromFunctionEnvironment } from '../../lib/contracts/functions';
import type { UploadAnswer } from '../../lib/contracts/web-api';
import type { WebAnswer } from '../../lib/contracts/web-request';
import type { RecordedCall } from '../../local/src/cloud/call-record';
import { pageTemplate } from '../constructs/synthesized-web';
import { FleetService } from '../lambda/fleet-service';
import { FunctionProcess } from '../lambda/function-process';
import { CloudProcess } from '../local/cloud-process';
import { isAllowed, resolve, statementsOf, type Template } from './rights';

const batch = '01234567-89ab-cdef-0123-456789abcdef';
const access = WebAccess.apiKey({ sha256: ['0f'.repeat(32)] });
const template = pageTemplate(() => ({ web: { access }, fleet: { inputPrefix: 'in/', resultPrefix: 'out/' } }), {
  env: { account: '111111111111', region: 'us-east-1' },
}).toJSON() as Template;

/** What a role may do although no local run does it, each with the reason. */
const reasons: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'done by the runtime of AWS Lambda',
  'logs:PutLogEvents': 'done by the runtime of AWS Lambda',
};

/** The function of the template whose variables these are, by the name of its file in lambda/. */
function deployed<N extends FunctionName>(name: N, variable: string) {
  const found = Object.values(template.Resources).flatMap(({ Type, Properties = {} }) => {
    const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, string> };
    return Type === 'AWS::Lambda::Function' && variable in Variables ? [{ Properties, Variables }] : [];
  });
  expect(found).toHaveLength(1);
  const [{ Properties, Variables }] = found;
  const [role] = (Properties.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
  const settings = fromFunctionEnvironment(name, resolve(template, Variables) as Record<string, string>);
  return { settings, statements: statementsOf(template, role) };
}

const uploads = deployed('upload-url', 'IMAGE_CLASSIFIER_INPUT_BUCKET');
const feed = deployed('result-feed', 'IMAGE_CLASSIFIER_CLUSTER');
const keys = deployed('api-key', 'IMAGE_CLASSIFIER_KEY_SHA256');
const service = new FleetService();
const running: FunctionProcess[] = [];
let cloud: CloudProcess;

beforeAll(async () => {
  cloud = await CloudProcess.start();
  await cloud.bucket(uploads.settings.inputBucket);
  await cloud.bucket(feed.settings.resultBucket);
  Object.assign(cloud.environment, await service.start());
});
afterAll(async () => {
  await Promise.all([...running.map((child) => child.stop()), service.stop()]);
  await cloud?.stop();
});

function start<N extends FunctionName>(name: N, settings: (typeof uploads | typeof feed | typeof keys)['settings']) {
  const environment = { ...cloud.environment, AWS_ACCESS_KEY_ID: name };
  const child = FunctionProcess.start(name, settings as never, environment);
  running.push(child);
  return child;
}

const callsOf = async (name: FunctionName): Promise<RecordedCall[]> =>
  [...(await cloud.calls()), ...service.calls].filter(({ caller }) => caller === name);

/** The buckets and queues of the local cloud have the names that those of the template have in these tests. */
function arnOfCall({ action, resource }: RecordedCall): string {
  const [named] = action.split(':');
  return named === 's3' ? `arn:aws:s3:::${resource}` : `arn:aws:${named}:us-east-1:111111111111:${resource}`;
}

/** Everything that was called is allowed, and nothing else is granted, but for what is explained. */
function expectExactly({ statements }: Pick<typeof uploads, 'statements'>, calls: RecordedCall[]): void {
  const refused = calls.filter((call) => !isAllowed(statements, call.action, arnOfCall(call), call.context));
  expect(refused).toEqual([]);
  const used = new Set(calls.map(({ action }) => action));
  const unused = statements.flatMap(({ actions }) => actions).filter((action) => !used.has(action));
  expect(unused.filter((action) => !Object.hasOwn(reasons, action))).toEqual([]);
}

test('the function that signs forms may put pictures where it signs for, and do nothing else', async () => {
  const { inputBucket } = uploads.settings;
  const body = JSON.stringify({ batch, files: [{ name: 'hat.jpg', type: 'image/jpeg', bytes: 9 }] });
  const answer = await start('upload-url', uploads.settings).invoke<WebAnswer>({ routeKey: 'POST /uploads', body });

  const [form] = (JSON.parse(answer.body) as UploadAnswer).uploads;
  if (form.status !== 'signed') throw new Error(form.failure.message);
  const data = new FormData();
  for (const { name, value } of form.fields) data.append(name, value);
  data.append('file', new Blob(['a picture']), 'hat.jpg');
  expect((await fetch(form.url, { method: 'POST', body: data })).status).toBe(204);

  // Amazon S3 asks whether whoever signed a form may put the object: it is the function's call, made by a browser.
  const signer = form.fields.find(({ name }) => name === 'X-Amz-Credential')?.value.split('/')[0] ?? '';
  const call = { caller: signer, action: 's3:PutObject', resource: `${inputBucket}/${form.key}` };
  expect(signer).toBe('upload-url');
  expect(await callsOf('upload-url')).toEqual([]);
  expectExactly(uploads, [call]);
  for (const key of ['in/other.jpg', 'uploads/other.jpg']) {
    expect(isAllowed(uploads.statements, 's3:PutObject', `arn:aws:s3:::${inputBucket}/${key}`)).toBe(false);
  }
  expect(isAllowed(uploads.statements, 's3:GetObject', `arn:aws:s3:::${inputBucket}/${form.key}`)).toBe(false);
});

test('the function that reads results may read those of uploads, count jobs and workers, and do nothing else', async () => {
  const { resultBucket, jobQueueUrl } = feed.settings;
  const name = jobQueueUrl.split('/').pop() ?? '';
  const child = start('result-feed', { ...feed.settings, jobQueueUrl: await cloud.queue(name) });
  const failure = { id: 'image-unreadable', message: 'It is damaged.', advice: 'Save it again.', retry: 'no' };
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: resultBucket,
      Key: `out/in/uploads/${batch}/0-hat.jpg.json`,
      Body: JSON.stringify({ status: 'failed', id: 'hat.jpg', attempts: 1, failure }),
    }),
  );

  const results = await child.invoke<WebAnswer>({ routeKey: 'GET /batches/{batch}', pathParameters: { batch } });
  expect(JSON.parse(results.body).results).toHaveLength(1);
  expect((await child.invoke<WebAnswer>({ routeKey: 'GET /fleet' })).statusCode).toBe(200);

  const calls = await callsOf('result-feed');
  expect(calls.map(({ action }) => action).sort()).toEqual([
    'ecs:DescribeServices',
    's3:GetObject',
    's3:ListBucket',
    'sqs:GetQueueAttributes',
  ]);
  expectExactly(feed, calls);
  const bucket = `arn:aws:s3:::${resultBucket}`;
  const queue = `arn:aws:sqs:us-east-1:111111111111:${name}`;
  expect(isAllowed(feed.statements, 's3:ListBucket', bucket)).toBe(false);
  expect(isAllowed(feed.statements, 's3:ListBucket', bucket, { 's3:prefix': 'workers/' })).toBe(false);
  expect(isAllowed(feed.statements, 's3:GetObject', `${bucket}/workers/app-instance1`)).toBe(false);
  expect(isAllowed(feed.statements, 'sqs:ReceiveMessage', queue)).toBe(false);
});

test('the function that knows the keys calls nobody, and has no rights but to its log', async () => {
  const child = start('api-key', keys.settings);
  expect(await child.invoke({ headers: { 'x-api-key': 'a guess' } })).toEqual({ isAuthorized: false });
  expect(await callsOf('api-key')).toEqual([]);
  expectExactly(keys, []);
});
