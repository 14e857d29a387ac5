import { InvokeEndpointAsyncCommand } from '@aws-sdk/client-sagemaker-runtime';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { writeAssembly } from './assembly-files';
import { assetUrl, container, endpoint, model, variant } from './endpoints/endpoint-template';
import { tinyArchive } from './endpoints/model-archive';
import { endProgram, type RuntimeProgram, startProgram } from './endpoints/runtime-program';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const subscribed = (Protocol: string, id: string, more: object = {}) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: { TopicArn: { Ref: 'Broken' }, Protocol, Endpoint: arn(id), ...more },
});
const queue = (QueueName: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });
const Resources = {
  Answers: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'answers' } },
  Plain: queue('plain'),
  Wrapped: queue('wrapped'),
  Dead: queue('dead'),
  Broken: { Type: 'AWS::SNS::Topic', Properties: {} },
  Failing: {
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { S3Key: 'failing.zip' }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
  },
  First: subscribed('sqs', 'Plain', { RawMessageDelivery: true }),
  Second: subscribed('sqs', 'Wrapped'),
  Third: subscribed('lambda', 'Failing', { RedrivePolicy: { deadLetterTargetArn: arn('Dead') } }),
  Fourth: subscribed('email', 'Plain'),
  Tiny: model(container(assetUrl('tiny.tar.gz'))),
  ...endpoint('line', [variant('main', 'Tiny')], {
    AsyncInferenceConfig: {
      OutputConfig: { S3OutputPath: 's3://answers/out', NotificationConfig: { ErrorTopic: { Ref: 'Broken' } } },
    },
  }),
};
const app = writeAssembly({
  stacks: { shop: { Resources } },
  functions: { failing: 'exports.handler = async () => { throw new Error("not today"); };' },
  files: { 'tiny.tar.gz': tinyArchive() },
});

let program: RuntimeProgram;
let sqs: SQSClient;
let address: string;

beforeAll(async () => {
  program = await startProgram(app);
  [, address] = await program.local.line(/S3 and SQS {2}(\S+)/);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sqs = new SQSClient({ endpoint: address, region: 'us-east-1', credentials, useQueueUrlAsEndpoint: false });
});

afterAll(async () => {
  sqs.destroy();
  await endProgram(program);
});

/** The next message of a queue, which is taken out. */
async function next(name: string): Promise<{ [key: string]: unknown }> {
  const QueueUrl = `${address}/000000000000/${name}`;
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    const [{ Body, ReceiptHandle } = { Body: undefined, ReceiptHandle: undefined }] = Messages;
    if (Body === undefined) continue;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return JSON.parse(Body);
  }
}

test('a queue gets what is published as it is or in an envelope; what a function does not take is a dead letter', async () => {
  const Body = Buffer.from('no picture');
  await program.runtime.send(new InvokeEndpointAsyncCommand({ EndpointName: 'line', Body, InferenceId: 'one' }));
  const failed = { invocationStatus: 'Failed', inferenceId: 'one' };
  expect(await next('plain')).toMatchObject(failed);
  const wrapped = await next('wrapped');
  expect(wrapped).toMatchObject({ Type: 'Notification', TopicArn: 'arn:aws:sns:us-east-1:000000000000:Broken' });
  expect(JSON.parse(String(wrapped.Message))).toMatchObject(failed);
  expect(await next('dead')).toMatchObject(failed);
  await program.local.line(/topics: .*not today/);
});

test('a subscriber outside of this machine is told as not simulated', () => {
  expect(program.local.lines).toContain('not simulated: AWS::SNS::Subscription by email (Fourth)');
});
