import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { PutObjectCommand } from '../../container/node_modules/@aws-sdk/client-s3';
import { QueueFleet } from '../../examples/queue-fleet';
import { plainPicture } from '../container/pictures';
import { Fleet } from '../container/queue-worker/fleet';
import { arnOf, isAllowed, resolve, statementsOf, type Template } from './rights';

let template: Template;
let fleet: Fleet;
/** Logical ids by what the tests call the things. */
const ids: Record<string, string> = {};

/** What a role may do although no local run does it, each with the reason. */
const reasons: Readonly<Record<string, string>> = {
  's3:GetObjectVersion': 'the bucket on AWS is versioned, the local one is not',
  's3:ListBucket': 'makes S3 answer 404 instead of 403 for a picture that is not there',
  'sqs:GetQueueAttributes': 'asked for by the event source of AWS Lambda',
  'sqs:ReceiveMessage': 'done by the event source of AWS Lambda',
  'sqs:DeleteMessage': 'done by the event source of AWS Lambda',
  'ecs:UpdateTaskProtection': 'called through the agent of Amazon ECS, which is not here',
  'kms:Decrypt': 'done by S3 and SQS on behalf of the caller',
  'kms:GenerateDataKey': 'done by S3 and SQS on behalf of the caller',
  'logs:CreateLogStream': 'done by the runtime of AWS Lambda',
  'logs:PutLogEvents': 'done by the runtime of AWS Lambda',
};

beforeAll(() => {
  const app = new App();
  new QueueFleet(app, 'queue-fleet');
  template = app.synth().getStackByName('queue-fleet').template as Template;
  const entries = Object.entries(template.Resources);
  const find = (type: string, part: RegExp) => {
    const found = entries.filter(([id, { Type }]) => Type === type && part.test(id)).map(([id]) => id);
    if (found.length !== 1) throw new Error(`${type} ${part}: ${found.join(', ')}`);
    return found[0];
  };
  ids.worker = find('AWS::IAM::Role', /TaskRole/);
  ids.reporter = find('AWS::IAM::Role', /Report.*ServiceRole|Reporter.*Role/);
  ids.pictures = find('AWS::S3::Bucket', /Input/);
  ids.results = find('AWS::S3::Bucket', /Result/);
  ids.jobs = find('AWS::SQS::Queue', /JobQueue|Jobs/);
  ids.dead = find('AWS::SQS::Queue', /Dead/);
  ids.announced = find('AWS::SQS::Queue', /Result/);
  ids.status = find('AWS::SQS::Queue', /Status/);
  ids.parked = find('AWS::SQS::Queue', /Parked/);
});

// The cloud of a file's fleets is gone after all of its tests.
afterEach(async () => {
  await fleet?.stop();
});

/** The ARN of what a recorded call was about. */
function arnOfCall(resource: string): string {
  const [name, ...key] = resource.split('/');
  const names: Record<string, string> = {
    pictures: ids.pictures,
    results: key.length > 0 ? ids.results : ids.announced,
    jobs: ids.jobs,
    dead: ids.dead,
    status: ids.status,
    parked: ids.parked,
  };
  return arnOf(template, names[name], key.length > 0 ? key.join('/') : undefined);
}

test('worker and reporter may do exactly what they do', async () => {
  fleet = await Fleet.start({ whenDark: 'hang' }, { IMAGE_CLASSIFIER_PICTURE_TIMEOUT_SECONDS: '0.5' });
  const parked = await fleet.cloud.queue('parked');
  const [red, dark] = [await plainPicture('#ff0000'), await plainPicture('#000000')];
  await fleet.submit(
    new Map<string, Uint8Array>([
      ['red.jpg', red],
      ['dark.jpg', dark],
      ['text.jpg', Buffer.from('x')],
    ]),
    { copies: () => 2 },
  );
  const { child, exited } = await fleet.worker({
    AWS_ACCESS_KEY_ID: 'worker',
    IMAGE_CLASSIFIER_VISIBILITY_SECONDS: '3',
  });
  await fleet.drained();
  await fleet.cloud.s3.send(new PutObjectCommand({ Bucket: 'pictures', Key: 'never-tried.jpg', Body: red }));
  report(['never-tried.jpg', 'nobody.jpg', 'dark.jpg'], parked);
  child.kill('SIGTERM');
  await exited;

  const calls = await fleet.cloud.calls();
  for (const caller of ['worker', 'reporter']) {
    const statements = statementsOf(template, ids[caller]);
    const own = calls.filter((call) => call.caller === caller);
    expect(own.length).toBeGreaterThan(5);
    const refused = own.filter(
      ({ action, resource, context }) => !isAllowed(statements, action, arnOfCall(resource), context),
    );
    expect(refused).toEqual([]);
    // Nothing is granted that is neither used nor explained.
    const used = new Set(own.map(({ action }) => action));
    const unused = statements.flatMap(({ actions }) => actions).filter((action) => !used.has(action));
    expect(unused.filter((action) => !Object.hasOwn(reasons, action))).toEqual([]);
    // And the evaluator is not one that says yes to everything.
    for (const [action, resource] of [
      ['s3:DeleteObject', arnOf(template, ids.pictures, 'red.jpg')],
      ['s3:PutObject', arnOf(template, ids.pictures, 'red.jpg')],
      ['sqs:PurgeQueue', arnOf(template, ids.jobs)],
      ['sqs:SendMessage', arnOf(template, ids.jobs)],
    ]) {
      expect([action, isAllowed(statements, action, resource)]).toEqual([action, false]);
    }
  }
});

test('a worker protects tasks of its own fleet only', () => {
  const statements = statementsOf(template, ids.worker);
  const task = 'arn:aws:ecs:us-east-1:111111111111:task/cluster/1';
  const [protection] = statements.filter(({ actions }) => actions.includes('ecs:UpdateTaskProtection'));
  const [[key, fleetName]] = Object.entries(protection.conditions.StringEquals);
  const context = { [key]: String(resolve(template, fleetName)) };
  expect(isAllowed(statements, 'ecs:UpdateTaskProtection', task, context)).toBe(true);
  expect(isAllowed(statements, 'ecs:UpdateTaskProtection', task, { [key]: 'another' })).toBe(false);
});

/** Runs the built function on these dead letters, as AWS Lambda would. */
function report(keys: readonly string[], parkedQueueUrl: string): void {
  const Records = keys.map((key, place) => ({
    messageId: String(place),
    body: JSON.stringify({ bucket: 'pictures', key }),
  }));
  const program = `require(${JSON.stringify(join(__dirname, '../../dist/lambda/failure-reporter'))}).handler(${JSON.stringify({ Records })}).then((answer) => console.log(JSON.stringify(answer)))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    env: {
      ...process.env,
      ...fleet.cloud.environment,
      AWS_ACCESS_KEY_ID: 'reporter',
      NODE_PATH: join(__dirname, '../../container/node_modules'),
      IMAGE_CLASSIFIER_RESULT_BUCKET: 'results',
      IMAGE_CLASSIFIER_RESULT_QUEUE_URL: fleet.queues.results,
      IMAGE_CLASSIFIER_PARKED_QUEUE_URL: parkedQueueUrl,
    },
  });
  expect([stdout.trim(), stderr]).toEqual(['{"batchItemFailures":[]}', '']);
}
