import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { InvokeEndpointAsyncCommand, type InvokeEndpointAsyncCommandInput } from '@aws-sdk/client-sagemaker-runtime';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { plainPicture } from '../../container/pictures';
import { writeAssembly } from '../assembly-files';
import { backlogScaling } from './backlog-scaling';
import { assetUrl, container, endpoint, model, variant } from './endpoint-template';
import { tinyArchive } from './model-archive';
import { endProgram, type RuntimeProgram, startProgram } from './runtime-program';

/** Writes what it hears into the bucket `answers`, below `heard/`. */
const listener = `exports.handler = async ({ Records: [{ Sns, EventSource }] }) => {
  const { inferenceId } = JSON.parse(Sns.Message);
  const url = \`\${process.env.AWS_ENDPOINT_URL}/answers/heard/\${inferenceId}\`;
  await fetch(url, { method: 'PUT', body: JSON.stringify({ EventSource, Sns }) });
};`;
const bucket = (BucketName: string) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName } });
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const Resources = {
  Pictures: bucket('pictures'),
  Answers: bucket('answers'),
  Failures: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failures' } },
  Done: { Type: 'AWS::SNS::Topic', Properties: {} },
  Broken: { Type: 'AWS::SNS::Topic', Properties: { Subscription: [{ Protocol: 'sqs', Endpoint: arn('Failures') }] } },
  Listener: {
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { S3Key: 'listener.zip' }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
  },
  Listening: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'Done' }, Protocol: 'lambda', Endpoint: arn('Listener') },
  },
  Tiny: model(container(assetUrl('tiny.tar.gz'))),
  ...endpoint('line', [variant('main', 'Tiny')], {
    AsyncInferenceConfig: {
      OutputConfig: {
        S3OutputPath: { 'Fn::Join': ['', ['s3://', { Ref: 'Answers' }, '/out']] },
        S3FailurePath: { 'Fn::Join': ['', ['s3://', { Ref: 'Answers' }, '/failed/']] },
        NotificationConfig: {
          SuccessTopic: { Ref: 'Done' },
          ErrorTopic: { Ref: 'Broken' },
          IncludeInferenceResponseIn: ['SUCCESS_NOTIFICATION_TOPIC'],
        },
      },
      ClientConfig: { MaxConcurrentInvocationsPerInstance: 2 },
    },
  }),
  ...backlogScaling('line', 'main'),
};
const app = writeAssembly({
  stacks: { shop: { Resources } },
  functions: { listener },
  files: { 'tiny.tar.gz': tinyArchive() },
});

let program: RuntimeProgram;

beforeAll(async () => {
  program = await startProgram(app, ['--speed', '300', '--max-local', '1']);
});

afterAll(() => endProgram(program));

const invoke = (input: Partial<InvokeEndpointAsyncCommandInput>) =>
  program.runtime.send(new InvokeEndpointAsyncCommand({ EndpointName: 'line', ContentType: 'image/jpeg', ...input }));

/** What lies at an `s3://` place, as soon as something does. */
async function content(place = ''): Promise<string> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(place) ?? [];
  for (;;) {
    try {
      const { Body } = await program.s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

test('a picture in a bucket wakes the endpoint from zero; its answer is an object and a message, then nothing runs again', async () => {
  await program.local.line(/line: asynchronous, 0 running here, 0 invocations, 0 waiting/);
  const Body = await plainPicture('#0000ff');
  await program.s3.send(new PutObjectCommand({ Bucket: 'pictures', Key: 'sky.jpg', Body }));
  const accepted = await invoke({ InputLocation: 's3://pictures/sky.jpg', InferenceId: 'sky', Accept: 'text/plain' });
  expect(accepted.$metadata.httpStatusCode).toBe(202);
  expect(accepted.InferenceId).toBe('sky');
  expect(accepted.OutputLocation).toMatch(/^s3:\/\/answers\/out\/[0-9a-f-]{36}\.out$/);
  expect(accepted.FailureLocation).toMatch(/^s3:\/\/answers\/failed\/[0-9a-f-]{36}-error\.out$/);
  expect(await content(accepted.OutputLocation)).toBe('blue');
  const { EventSource, Sns } = JSON.parse(await content('s3://answers/heard/sky'));
  expect([EventSource, Sns.Type]).toEqual(['aws:sns', 'Notification']);
  expect(JSON.parse(Sns.Message)).toMatchObject({
    invocationStatus: 'Completed',
    requestParameters: {
      accept: 'text/plain',
      contentType: 'image/jpeg',
      endpointName: 'line',
      inputLocation: 's3://pictures/sky.jpg',
    },
    responseParameters: { contentType: 'text/plain; charset=utf-8', outputLocation: accepted.OutputLocation },
    responseBody: { content: Buffer.from('blue').toString('base64'), encoding: 'BASE64' },
    inferenceId: 'sky',
    eventSource: 'aws:sagemaker',
    eventName: 'InferenceResult',
  });
  await program.local.line(/line: asynchronous, 1 running here/);
  await program.local.line(/line: asynchronous, 0 running here, 1 invocations/);
});

test('small bodies may come with the request, under a name of the caller', async () => {
  const Body = await plainPicture('#ff0000');
  const { OutputLocation } = await invoke({ Body, Filename: 'red.json', S3OutputPathExtension: 'by-name' });
  expect(OutputLocation).toBe('s3://answers/out/by-name/red.json');
  expect(JSON.parse(await content(OutputLocation)).labels[0].label).toBe('red');
});

test('a picture that cannot be classified, and one that is not there, end as objects and messages of failure', async () => {
  const bad = await invoke({ Body: Buffer.from('no picture'), InferenceId: 'bad' });
  const gone = await invoke({ InputLocation: 's3://pictures/gone.jpg', InferenceId: 'gone' });
  expect(await content(bad.FailureLocation)).toContain('image-unsupported');
  expect(await content(gone.FailureLocation)).toBe('ClientError: There is nothing at s3://pictures/gone.jpg.');
  const told = await failures(2);
  expect(told.bad).toMatchObject({
    invocationStatus: 'Failed',
    failureReason: expect.stringMatching(/^ClientError: Received client error \(415\) from primary with message/),
  });
  expect(told.gone.requestParameters).toEqual({
    contentType: 'image/jpeg',
    endpointName: 'line',
    inputLocation: 's3://pictures/gone.jpg',
  });
});

/** The messages in the queue of failures by their inference ids. */
async function failures(count: number): Promise<Record<string, { requestParameters: object }>> {
  const [, address] = await program.local.line(/S3 and SQS {2}(\S+)/);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const options = { endpoint: address, region: 'us-east-1', credentials, useQueueUrlAsEndpoint: false };
  const sqs = new SQSClient(options);
  const QueueUrl = `${address}/000000000000/failures`;
  const found: Record<string, { requestParameters: object }> = {};
  while (Object.keys(found).length < count) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    for (const { Body = '', ReceiptHandle } of Messages) {
      const message = JSON.parse(JSON.parse(Body).Message);
      found[message.inferenceId] = message;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  sqs.destroy();
  return found;
}
