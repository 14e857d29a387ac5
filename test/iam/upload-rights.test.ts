import { PutObjectCommand } from '../../container/node_modules/@aws-sdk/client-s3';
import { fromFunctionEnvironment } from '../../lib/contracts/functions';
import type { RecordedCall } from '../../local/src/cloud/call-record';
import { uploadsTemplate } from '../constructs/synthesized-uploads';
import { completed, EndpointLine, failed, fromContainer } from '../lambda/endpoint-line';
import { EndpointRuntime } from '../lambda/endpoint-runtime';
import { CloudProcess } from '../local/cloud-process';
import { isAllowed, resolve, statementsOf, type Template } from './rights';

const uploads = { inputPrefix: 'in/', resultPrefix: 'out/' };
const template = uploadsTemplate(() => ({ uploads })).toJSON() as Template;

/** What a role may do although no local run does it, each with the reason. */
const reasons: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'done by the runtime of AWS Lambda',
  'logs:PutLogEvents': 'done by the runtime of AWS Lambda',
  'sqs:ReceiveMessage': 'done by the event source of AWS Lambda',
  'sqs:GetQueueAttributes': 'done by the event source of AWS Lambda',
  's3:GetObjectVersion': 'asked for where the bucket has versions',
  's3:ListBucket': 'makes Amazon S3 say that an object is missing instead of forbidden',
};

/** A function of the template: what it is told, and what it may do. */
function deployed(name: 'async-invoker' | 'async-results', id: string) {
  const found = Object.entries(template.Resources).filter(
    ([key, { Type }]) => Type === 'AWS::Lambda::Function' && key.startsWith(`Uploads${id}Function`),
  );
  expect(found).toHaveLength(1);
  const { Role, Environment } = found[0][1].Properties as {
    Role: { 'Fn::GetAtt': string[] };
    Environment: { Variables: object };
  };
  const variables = resolve(template, Environment.Variables) as Record<string, string>;
  return { variables, name, statements: statementsOf(template, Role['Fn::GetAtt'][0]) };
}

const invoker = deployed('async-invoker', 'Invoker');
const results = deployed('async-results', 'Results');
const settings = fromFunctionEnvironment('async-invoker', invoker.variables);
const { answerBucket, picturesPrefix, resultBucket } = settings;
const pictures =
  Object.keys(template.Resources)
    .find((id) => id.startsWith('UploadsInputBucket'))
    ?.toLowerCase() ?? '';
const runtime = new EndpointRuntime();
const jpeg = Buffer.from('ffd8ffe000104a46', 'hex');
let cloud: CloudProcess;
let line: EndpointLine;

beforeAll(async () => {
  cloud = await CloudProcess.start();
  for (const bucket of [pictures, answerBucket, resultBucket]) await cloud.bucket(bucket);
  const queueNamed = (url: string) => cloud.queue(url.split('/').pop() ?? '');
  line = await EndpointLine.start(
    cloud,
    { ...cloud.environment, ...(await runtime.start()) },
    {
      ...settings,
      jobQueueUrl: await queueNamed(settings.jobQueueUrl),
      resultQueueUrl: await queueNamed(settings.resultQueueUrl),
    },
  );
});
afterAll(async () => {
  await Promise.all([line?.stop(), runtime.stop()]);
  await cloud?.stop();
});

function arnOfCall({ action, resource }: RecordedCall): string {
  const [service] = action.split(':');
  return service === 's3' ? `arn:aws:s3:::${resource}` : `arn:aws:${service}:us-east-1:111111111111:${resource}`;
}

/** Everything that was called is allowed, and nothing else is granted, but for what is explained. */
async function expectExactly({ name, statements }: typeof invoker): Promise<void> {
  const calls = [...(await cloud.calls()), ...runtime.calls].filter(({ caller }) => caller === name);
  const refused = calls.filter((call) => !isAllowed(statements, call.action, arnOfCall(call), call.context));
  expect(refused).toEqual([]);
  const used = new Set(calls.map(({ action }) => action));
  const unused = statements.flatMap(({ actions }) => actions).filter((action) => !used.has(action));
  expect(unused.filter((action) => !Object.hasOwn(reasons, action))).toEqual([]);
}

const put = (Key: string, Body: Buffer) => cloud.s3.send(new PutObjectCommand({ Bucket: pictures, Key, Body }));
const jobFor = (key: string) => ({ bucket: pictures, key });

test('the function that gives pictures to the endpoint may do exactly that', async () => {
  await put('in/hat.jpg', jpeg);
  await put('in/notes.txt', Buffer.from('no picture'));
  const event = (key: string) => ({ s3: { bucket: { name: pictures }, object: { key } } });
  await line.upload(JSON.stringify({ Records: [event('in/hat.jpg'), event('in/notes.txt')] }));
  // The second message for the same file finds its result there.
  await line.upload(JSON.stringify(jobFor('in/notes.txt')));
  while ((await line.waiting()).visible > 0) await line.deliver();
  expect(runtime.requests).toHaveLength(1);

  await expectExactly(invoker);
  const { statements } = invoker;
  const may = (action: string, arn: string) => isAllowed(statements, action, arn);
  expect(may('s3:GetObject', `arn:aws:s3:::${pictures}/other/hat.jpg`)).toBe(false);
  expect(may('s3:PutObject', `arn:aws:s3:::${answerBucket}/answers/1.out`)).toBe(false);
  expect(may('s3:GetObject', `arn:aws:s3:::${answerBucket}/${picturesPrefix}1`)).toBe(false);
  const others = 'arn:aws:sagemaker:us-east-1:111111111111:endpoint/others';
  expect(may('sagemaker:InvokeEndpointAsync', others)).toBe(false);
});

test('the function that makes results of what the endpoint says may do exactly that', async () => {
  const answer = {
    status: 'classified',
    id: '1',
    attempts: 1,
    labels: [{ label: 'hat', score: 0.9, index: 1 }],
    picture: { format: 'jpeg', width: 28, height: 28, bytes: 8 },
    timings: { queueMs: 0, decodeMs: 0, preprocessMs: 0, inferMs: 0, totalMs: 0 },
  };
  const ask = async (key: string) => {
    await put(key, jpeg);
    await line.upload(JSON.stringify(jobFor(key)));
    await line.deliver();
    return runtime.requests[runtime.requests.length - 1];
  };
  const [short, long, again] = [await ask('in/a.jpg'), await ask('in/b.jpg'), await ask('in/c.jpg')];
  const Key = `answers/${long.inferenceId}.out`;
  await cloud.s3.send(new PutObjectCommand({ Bucket: answerBucket, Key, Body: JSON.stringify(answer) }));
  const told = completed(long) as { responseParameters: object };
  const elsewhere = { ...told, responseParameters: { outputLocation: `s3://${answerBucket}/${Key}` } };

  const overloaded = failed(again, fromContainer(503, 'server-overloaded', 'later'));
  expect(await line.tell(completed(short, answer), elsewhere, overloaded)).toEqual({ batchItemFailures: [] });

  await expectExactly(results);
  const may = (action: string, arn: string) => isAllowed(results.statements, action, arn);
  expect(may('s3:GetObject', `arn:aws:s3:::${pictures}/in/a.jpg`)).toBe(false);
  expect(may('s3:DeleteObject', `arn:aws:s3:::${answerBucket}/answers/1.out`)).toBe(false);
  expect(may('s3:DeleteObject', `arn:aws:s3:::${resultBucket}/out/in/a.jpg.json`)).toBe(false);
});

test('containers may read the pictures in work and write answers, and nothing of what customers sent', () => {
  const [role] = Object.keys(template.Resources).filter((id) => /^ClassifierRole[0-9A-F]{8}$/.test(id));
  const may = (action: string, key: string) => isAllowed(statementsOf(template, role), action, `arn:aws:s3:::${key}`);
  expect(may('s3:GetObject', `${answerBucket}/${picturesPrefix}${'f'.repeat(64)}/1`)).toBe(true);
  expect(may('s3:GetObject', `${answerBucket}/answers/1.out`)).toBe(false);
  expect(may('s3:PutObject', `${answerBucket}/${picturesPrefix}1`)).toBe(false);
  expect(may('s3:GetObject', `${pictures}/in/hat.jpg`)).toBe(false);
});
