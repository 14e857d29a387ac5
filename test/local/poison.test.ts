import { Duration, Stack } from 'aws-cdk-lib';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '../../container/node_modules/@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '../../container/node_modules/@aws-sdk/client-sqs';
import { QueueWorkerFleet } from '../../lib';
import { readAssembly } from '../../local/src/assembly/cloud-assembly';
import { readModel } from '../../local/src/assembly/read-model';
import { LocalProcess } from './local-process';
import { synthesized } from './synthesized';

jest.setTimeout(120_000);

const directory = synthesized((app) => {
  const stack = new Stack(app, 'shop');
  new QueueWorkerFleet(stack, 'Fleet', { idleTime: Duration.minutes(3) });
  return stack;
});

let fleet: LocalProcess;

afterEach(() => {
  fleet.child.kill('SIGKILL');
});

test('a picture that three workers did not survive ends as one failed result, through dead letters and the reporter', async () => {
  fleet = new LocalProcess(['--app', directory, '--port', '0', '--max-local', '1']);
  const [, endpoint] = await fleet.line(/S3 and SQS {2}(\S+)/);
  const { queues, buckets } = readModel(readAssembly(directory), { endpoint, site: '' });
  const queue = (name: RegExp) => queues.find(({ id }) => name.test(id))?.url ?? '';
  const bucket = (name: RegExp) => buckets.find(({ id }) => name.test(id))?.name ?? '';
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
  const waiting = async (url: string) => {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    return Number((await sqs.send(command)).Attributes?.ApproximateNumberOfMessages);
  };

  await s3.send(new PutObjectCommand({ Bucket: bucket(/InputBucket/), Key: 'poison.jpg', Body: 'whatever' }));
  // What three workers that die do: each receives the message, and none deletes it.
  const QueueUrl = queue(/JobQueue/);
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 30 }));
    const ReceiptHandle = Messages?.[0].ReceiptHandle;
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  }
  await fleet.line(/failed 1/);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket(/ResultBucket/) }));
  expect(Contents.map(({ Key }) => Key).filter((key) => !key?.startsWith('workers/'))).toEqual(['poison.jpg.json']);
  const result = await s3.send(new GetObjectCommand({ Bucket: bucket(/ResultBucket/), Key: 'poison.jpg.json' }));
  expect(JSON.parse((await result.Body?.transformToString()) ?? '')).toMatchObject({
    status: 'failed',
    failure: { id: 'attempts-exhausted' },
  });
  while ((await waiting(queue(/ParkedQueue/))) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await waiting(queue(/ResultQueue/))).toBe(1);
  fleet.say('quit');
  expect(await fleet.exited).toBe(0);
  expect(fleet.lines.at(-1)).toBe('Totals: submitted 1, classified 0, failed 1, still waiting 0, lost 0');
});
