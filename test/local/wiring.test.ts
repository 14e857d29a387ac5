import { ListObjectsV2Command, PutObjectCommand, S3Client } from '../../container/node_modules/@aws-sdk/client-s3';
import { writeAssembly } from './assembly-files';
import { LocalProcess } from './local-process';

/** Notes each picture with the number of its try in the bucket `seen`; fails at `twice` the first time. */
const reader = `exports.handler = async ({ Records }) => {
  const batchItemFailures = [];
  for (const { messageId, body, attributes } of Records) {
    const { detail } = JSON.parse(body);
    const attempt = attributes.ApproximateReceiveCount;
    await fetch(\`\${process.env.AWS_ENDPOINT_URL}/\${process.env.SEEN}/\${detail.object.key}.\${attempt}\`, { method: 'PUT', body: 'x' });
    if (detail.object.key.includes('twice') && attempt === '1') batchItemFailures.push({ itemIdentifier: messageId });
  }
  return { batchItemFailures };
};`;
const created = (key: object) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [{ Ref: 'Pictures' }] }, object: { key: [key] } },
    },
    Targets: [{ Id: 'Target0', Arn: { 'Fn::GetAtt': ['Jobs', 'Arn'] } }],
  },
});
const app = writeAssembly({
  functions: { reader },
  stacks: {
    shop: {
      Parameters: { Small: { Type: 'String', Default: 'yes' }, Secret: { Type: 'String' } },
      Conditions: { Big: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Small' }, 'yes'] }] } },
      Resources: {
        Pictures: {
          Type: 'AWS::S3::Bucket',
          Properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
        },
        Seen: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'seen' } },
        Jobs: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 1, DelaySeconds: { Ref: 'AWS::NoValue' } } },
        More: { Type: 'AWS::SQS::Queue', Condition: 'Big' },
        Rule: created({ wildcard: 'in/*.jpg' }),
        Odd: created({ 'anything-but': 'x' }),
        Reader: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Code: { S3Key: 'reader.zip' },
            Handler: 'index.handler',
            Runtime: 'nodejs24.x',
            Environment: { Variables: { SEEN: { Ref: 'Seen' }, SECRET: { Ref: 'Secret' } } },
          },
        },
        Python: {
          Type: 'AWS::Lambda::Function',
          Properties: { Code: { S3Key: 'reader.zip' }, Handler: 'a.b', Runtime: 'python3.14' },
        },
        Source: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] },
            FunctionName: { Ref: 'Reader' },
            BatchSize: 10,
            FunctionResponseTypes: ['ReportBatchItemFailures'],
          },
        },
        Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
      },
    },
  },
});

let local: LocalProcess;

beforeAll(async () => {
  local = new LocalProcess(['--app', app, '--port', '0', '--speed', '20']);
  await local.line(/Clock/);
});

afterAll(() => {
  local.child.kill('SIGKILL');
});

test('uploads reach the queue by a rule of EventBridge, and of a batch only what failed comes again', async () => {
  const [, endpoint] = await local.line(/S3 and SQS {2}(\S+)/);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  for (const Key of ['in/once.jpg', 'in/twice.jpg', 'in/other.png', 'out/other.jpg']) {
    await s3.send(new PutObjectCommand({ Bucket: 'pictures', Key, Body: 'x' }));
  }
  const seen = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'seen' }));
    return Contents.map(({ Key }) => Key).sort();
  };
  while ((await seen()).length < 3) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await seen()).toEqual(['in/once.jpg.1', 'in/twice.jpg.1', 'in/twice.jpg.2']);
});

test('what is not understood is told by type and logical id', () => {
  const told = local.lines.filter((line) => line.startsWith('not simulated: '));
  expect(told).toEqual([
    'not simulated: AWS::DynamoDB::Table (Table)',
    'not simulated: AWS::Events::Rule.EventPattern (Odd)',
    'not simulated: AWS::Lambda::Function python3.14 (Python)',
    'not simulated: parameter Secret without a default (Reader)',
  ]);
});

test('a resource whose condition does not hold is not there', () => {
  expect(local.output).toMatch(/^queues +Jobs$/m);
});
