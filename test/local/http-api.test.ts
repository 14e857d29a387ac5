import { writeAssembly } from './assembly-files';
import { LocalProcess } from './local-process';

const echo = `exports.handler = async (event) => ({
  statusCode: 201,
  headers: { 'content-type': 'application/json', 'x-table': process.env.TABLE },
  body: JSON.stringify({ route: event.routeKey, path: event.pathParameters, query: event.queryStringParameters, body: event.body }),
});`;
const broken = `exports.handler = async (event) => {
  if (event.rawPath.endsWith('crash')) process.exit(3);
  if (event.rawPath.endsWith('hang')) await new Promise(() => {});
  throw new Error('broken');
};`;
const lambda = (key: string, more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Key: `${key}.zip` }, Handler: 'index.handler', Runtime: 'nodejs24.x', ...more },
});
const integration = (id: string) => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: {
    ApiId: { Ref: 'Api' },
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: { 'Fn::GetAtt': [id, 'Arn'] },
    PayloadFormatVersion: '2.0',
  },
});
const route = (RouteKey: string, id: string) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: 'Api' }, RouteKey, Target: { 'Fn::Join': ['/', ['integrations', { Ref: id }]] } },
});
const app = writeAssembly({
  functions: { echo, broken },
  stacks: {
    shop: {
      Resources: {
        Jobs: { Type: 'AWS::SQS::Queue' },
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
        Echo: lambda('echo', {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
          Environment: { Variables: { TABLE: { 'Fn::Sub': '${AWS::Region}-${Jobs.QueueName}' } } },
        }),
        Broken: lambda('broken', { Timeout: 1 }),
        ToEcho: integration('Echo'),
        ToBroken: integration('Broken'),
        Batch: route('GET /batches/{batch}', 'ToEcho'),
        Uploads: route('POST /uploads', 'ToEcho'),
        Trouble: route('ANY /trouble/{what}', 'ToBroken'),
      },
    },
  },
});

let local: LocalProcess;
let site: string;

beforeAll(async () => {
  local = new LocalProcess(['--app', app, '--port', '0']);
  [, site] = await local.line(/API {9}(\S+)/);
});

afterAll(() => {
  local.child.kill('SIGKILL');
});

test('routes reach their functions with parameters, query and body, and their answers come back', async () => {
  const batch = await fetch(`${site}/batches/a%20b?after=1&after=2`);
  expect(batch.status).toBe(201);
  expect(batch.headers.get('x-table')).toBe('us-east-1-Jobs');
  expect(await batch.json()).toEqual({
    route: 'GET /batches/{batch}',
    path: { batch: 'a b' },
    query: { after: '1,2' },
  });
  const upload = await fetch(`${site}/uploads`, {
    method: 'POST',
    body: '{"files":[]}',
    headers: { 'content-type': 'application/json' },
  });
  expect(await upload.json()).toEqual({ route: 'POST /uploads', body: '{"files":[]}' });
});

test('what no route answers is not found', async () => {
  expect((await fetch(`${site}/uploads`)).status).toBe(404);
  expect((await fetch(`${site}/page/../../package.json`)).status).toBe(404);
});

test.each(['throw', 'crash', 'hang'])(
  'a function that ends in a %s is an error of the server, and the next call works',
  async (what) => {
    const answers = await Promise.all([fetch(`${site}/trouble/${what}`), fetch(`${site}/batches/x`)]);
    expect(answers.map(({ status }) => status)).toEqual([500, 201]);
    expect(await answers[0].json()).toEqual({ message: 'Internal Server Error' });
  },
);

test('an upload that is larger than API Gateway takes is refused', async () => {
  const { status } = await fetch(`${site}/uploads`, { method: 'POST', body: new Uint8Array(11 * 1024 * 1024) });
  expect(status).toBe(413);
});
