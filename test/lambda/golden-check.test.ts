import { type ServerProcess, startServer, startTinyServer } from '../container/server-process';
import type { FunctionProcess } from './function-process';
import { type CheckSettings, freePort, startCheck } from './golden-service';
import { deploy } from './service-deployment';

let server: ServerProcess | undefined;
let check: FunctionProcess;
const release = (settings: Partial<CheckSettings>) => {
  check = startCheck(settings);
  return (event: object) => check.invoke(event);
};

afterEach(async () => {
  await check.stop();
  await server?.stop();
  server = undefined;
});

test('a release whose model is right gets the traffic, at the first call', async () => {
  server = await startServer();
  const outcome = await deploy(release({ testUrl: server.url }));
  expect(outcome).toMatchObject({ status: 'SUCCESSFUL', calls: 1, seconds: 0 });
  expect(outcome.stages.at(-1)).toBe('POST_PRODUCTION_TRAFFIC_SHIFT');
});

test('a release with a wrong model gets no traffic, and the log says which picture it got wrong', async () => {
  server = await startTinyServer();
  const outcome = await deploy(release({ testUrl: server.url }));
  expect(outcome).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL', calls: 1 });
  expect(outcome.stages).not.toContain('PRODUCTION_TRAFFIC_SHIFT');
  expect(check.said).toMatch(/The release gets no traffic, because of 10 golden picture\(s\)/);
  expect(check.said).toMatch(/0001-dress\.jpg: expected dress, but the model says (red|green|blue) \d+/);
});

test('a release that nobody can reach yet is asked again, and passes once it answers', async () => {
  const port = await freePort();
  const outcome = await deploy(release({ testUrl: `http://127.0.0.1:${port}` }), async (call) => {
    if (call === 2) server = await startServer({ IMAGE_CLASSIFIER_PORT: String(port) });
  });
  expect(outcome).toMatchObject({ status: 'SUCCESSFUL', calls: 3, seconds: 60 });
});

test('a release that never answers is given up when its time is over, with the reason', async () => {
  const outcome = await deploy(release({ testUrl: `http://127.0.0.1:${await freePort()}`, patienceSeconds: 90 }));
  expect(outcome).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL', calls: 4, seconds: 90 });
  expect(check.said).toMatch(/10 golden picture\(s\) within 9\d seconds.+no answer: connect ECONNREFUSED/s);
});

test('a function that ends in an error stops the release', async () => {
  check = startCheck({});
  const outcome = await deploy(() => Promise.reject(new Error('Task timed out after 60.00 seconds')));
  expect(outcome).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL', calls: 1 });
});
