import { type IncomingHttpHeaders, request } from 'node:http';
import { Stack } from 'aws-cdk-lib';
import { QueueWorkerFleet, WebAccess, WebTier } from '../../lib';
import { type SalesAnswer, saleApi } from '../../lib/contracts/flash-sale';
import { LocalProcess } from './local-process';
import { synthesized } from './synthesized';

const directory = synthesized((app) => {
  const stack = new Stack(app, 'shop');
  const fleet = new QueueWorkerFleet(stack, 'Fleet', { inputPrefix: 'shop/' });
  new WebTier(stack, 'Web', { fleet, access: WebAccess.open() });
  return stack;
});

let local: LocalProcess;
let port: number;

beforeAll(async () => {
  local = new LocalProcess(['--app', directory, '--port', '0', '--max-local', '1']);
  const [, found] = await local.line(/Page {8}http:\/\/127\.0\.0\.1:(\d+)/);
  port = Number(found);
});

afterAll(() => {
  local.child.kill('SIGKILL');
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** As a browser or a program asks; fetch would not let a test say where it comes from. */
function ask(path: string, { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const json = { 'Content-Type': 'application/json' };
const sale = '{"count":3}';
const own = () => `http://127.0.0.1:${port}`;

test.each([
  ['a page from elsewhere', { ...json, Origin: 'https://shop.example' }, 403],
  ['a page without an address', { ...json, Origin: 'null' }, 403],
  ['a page of another port', { ...json, Origin: 'http://127.0.0.1:1' }, 403],
  ['a name that was made to lead here', { ...json, Host: 'shop.example', Origin: 'http://shop.example' }, 403],
  ['a form', { 'Content-Type': 'text/plain' }, 415],
] as const)('%s cannot order a sale', async (_who, headers, status) => {
  const answer = await ask(saleApi.sales, { body: sale, headers });
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body).message).toMatch(/^[A-Z].+\.$/);
  expect(JSON.parse((await ask(saleApi.sales)).body)).toEqual({ batches: [] });
});

test.each([
  ['nothing', '{"count":0}', 'sale.count: expected a whole number between 1 and 5000, received 0'],
  ['no number', '{"count":"all"}', 'sale.count: expected a whole number between 1 and 5000, received string'],
])('a sale of %s is refused with what is allowed', async (_what, body, message) => {
  expect(await ask(saleApi.sales, { body, headers: json })).toMatchObject({
    status: 400,
    body: JSON.stringify({ message }),
  });
});

test('a page that comes by the other name of this machine is led to the one that may upload', async () => {
  const { status, headers } = await ask('/', { headers: { Host: `localhost:${port}` } });
  expect([status, headers.location]).toEqual([302, `${own()}/`]);
});

test('the page learns here, and only here, that there are sales', async () => {
  expect(JSON.parse((await ask('/page/config.json')).body)).toMatchObject({ kind: 'fleet', sales: true });
});

test('a sale is told to every page: its pictures, how many were sent, and where their results are asked for', async () => {
  const headers = { ...json, Origin: own() };
  expect((await ask(saleApi.sales, { body: sale, headers })).status).toBe(202);
  await local.line(/classified 3/);
  const { batches } = JSON.parse((await ask(saleApi.sales)).body) as SalesAnswer;
  expect(batches).toHaveLength(1);
  const [{ batch, sent, pictures }] = batches;
  expect(sent).toBe(3);
  expect(pictures[0].key).toBe(`shop/uploads/${batch}/0-dress-1.jpg`);
  const drawing = await ask(`${saleApi.drawings}${pictures[0].drawing}`);
  expect(drawing.headers).toMatchObject({ 'content-type': 'image/jpeg' });
  expect((await ask(`${saleApi.drawings}..%2f..%2fetc%2fpasswd`)).status).toBe(404);

  const found = JSON.parse((await ask(`/api/batches/${batch}?after=`)).body) as { results: { key: string }[] };
  expect(found.results.map(({ key }) => key).sort()).toEqual(pictures.map(({ key }) => key));
  expect(JSON.parse((await ask(`${saleApi.sales}?after=1`)).body)).toEqual({ batches: [] });
});
