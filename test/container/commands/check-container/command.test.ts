import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startStub, stopStubs } from './stub';

afterAll(stopStubs);

const program = join(__dirname, '..', '..', '..', '..', 'bin', 'image-classifier.js');

function run(...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'check-container', ...argv], {
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { status, stdout, stderr };
}

test('prints a list with marks and ends with 0 when nothing failed', async () => {
  const { url } = await startStub('no-parameters');
  const { status, stdout } = run(url, '--only', 'ping,execution-parameters');
  expect(stdout.split('\n')).toEqual([
    `Checking ${url}`,
    '',
    '✓ Something listens there',
    expect.stringMatching(/^✓ GET \/ping answers 200 within 2 s \([\d.]+ ms\)$/),
    expect.stringMatching(/^– GET \/execution-parameters .*: skipped, the server has none/),
    '',
    '2 passed, 0 failed, 1 skipped',
    '',
  ]);
  expect(status).toBe(0);
});

test('explains a failure in words, with remedy and rule, and ends with 1', async () => {
  const { url } = await startStub('ping-redirects');
  const { status, stdout } = run(url, '--only', 'ping');
  expect(stdout).toContain(
    [
      '✗ GET /ping answers 200 within 2 s',
      '    What happened: GET /ping answered status 301 and an empty body.',
      '    Remedy: Answer at /ping itself: the platform follows no redirect, neither to HTTPS nor to /ping/.',
      '    Rule: SageMaker: GET /ping must answer 200 within 2 s per attempt',
    ].join('\n'),
  );
  expect(status).toBe(1);
});

test('--json is for programs', async () => {
  const { url } = await startStub('ping-503');
  const { status, stdout } = run(url, '--only', 'ping', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    target: url,
    ok: false,
    checks: [
      { id: 'listens', outcome: 'passed' },
      { id: 'ping', outcome: 'failed', reason: expect.stringContaining('503'), rule: expect.any(String) },
    ],
  });
  expect(status).toBe(1);
});

test('sends the payload it is given', async () => {
  const { url } = await startStub();
  const { stdout } = run(url, '--payload', __filename, '--content-type', 'text/x-typescript', '--only', 'invocations');
  expect(stdout).toContain('POST /invocations with text/x-typescript answered status 400');
});

test.each([
  [[], /one image or the URL/],
  [['https://example.test'], /plain HTTP/],
  [['http://127.0.0.1:1', '--engine', 'lxc'], /podman or docker/],
  [['http://127.0.0.1:1', '--payload', '/nowhere'], /payload cannot be read/],
])('%j is refused as not understood', (argv, reason) => {
  const { status, stderr } = run(...argv);
  expect(stderr).toMatch(reason);
  expect(status).toBe(64);
});
