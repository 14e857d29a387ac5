import { routes } from '../../../lib/contracts/http-api';
import { metrics } from '../../../lib/contracts/telemetry';
import { plainPicture } from '../pictures';
import { type ServerProcess, startTinyServer } from '../server-process';

let server: ServerProcess;

beforeAll(async () => {
  server = await startTinyServer();
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

test.each(['/ping', '/health/live', '/health/ready'])('%s answers 200 when the model is open', async (path) => {
  expect((await fetch(server.url + path)).status).toBe(200);
});

test('GET /model tells what was understood of the model and from where', async () => {
  const model = await (await fetch(`${server.url}/model`)).json();
  expect(model).toMatchObject({
    name: 'tiny',
    labels: ['red', 'green', 'blue'],
    provenance: { labels: 'ONNX metadata image_classifier', 'preprocess.exif': 'default' },
  });
});

test('GET /metrics shows every metric of the catalogue, and counts', async () => {
  await fetch(`${server.url}/classify`, { method: 'POST', body: new Uint8Array(await plainPicture('#00ff00')) });
  const text = await (await fetch(`${server.url}/metrics`)).text();
  for (const { name, type, help } of Object.values(metrics)) {
    expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
  }
  expect(text).toContain('image_classifier_requests_total{route="classify",model="tiny",version="1",status="200"} 1');
  expect(text).toContain('image_classifier_ready 1');
  expect(text).toContain('image_classifier_stage_seconds_count{stage="infer",model="tiny",version="1"} 1');
});

test('GET /openapi.json describes exactly the routes that exist', async () => {
  const { openapi, paths } = await (await fetch(`${server.url}/openapi.json`)).json();
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(openapi).toBe('3.1.0');
  expect(described.sort()).toEqual(
    Object.values(routes)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  );
});

test('the page and its files come with a policy that allows nothing foreign', async () => {
  const response = await fetch(`${server.url}/`);
  const html = await response.text();
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/);
  for (const [, file] of html.matchAll(/(?:src|href)="(page\/[^"]+)"/g)) {
    expect((await fetch(`${server.url}/${file}`)).status).toBe(200);
  }
});

test('HEAD answers like GET, without the body', async () => {
  const response = await fetch(`${server.url}/ping`, { method: 'HEAD' });
  expect([response.status, await response.text()]).toEqual([200, '']);
});
