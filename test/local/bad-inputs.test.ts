import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localFailures } from '../../local/src/local-failures';
import { writeAssembly } from './assembly-files';
import { LocalProcess } from './local-process';

const queue = { Resources: { Jobs: { Type: 'AWS::SQS::Queue' } } };
const one = writeAssembly({ stacks: { shop: queue } });
const empty = mkdtempSync(join(tmpdir(), 'empty-'));
const torn = mkdtempSync(join(tmpdir(), 'torn-'));
writeFileSync(join(torn, 'manifest.json'), '{"artifacts": {');
const two = writeAssembly({ stacks: { shop: queue, stock: queue } });
const circle = { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Jobs' } } };
const code = { S3Key: 'gone.zip' };
const lambda = {
  Type: 'AWS::Lambda::Function',
  Properties: { Code: code, Handler: 'index.handler', Runtime: 'nodejs24.x' },
};
const withoutCode = writeAssembly({ stacks: { shop: { Resources: { Feed: lambda } } } });
const assets = {
  files: { gone: { source: { path: 'asset.gone' }, destinations: { here: { objectKey: 'gone.zip' } } } },
};
writeFileSync(join(withoutCode, 'shop.assets.json'), JSON.stringify(assets));

async function refused(args: readonly string[]): Promise<{ code: number | null; errors: string }> {
  const local = new LocalProcess(args);
  return { code: await local.exited, errors: local.errors };
}

test.each([
  ['an option that is not there', ['--quick'], 'local-usage', '--quick'],
  ['a speed of nothing', ['--speed', '0'], 'local-usage', '--speed must be a whole number from 1 to 600, received "0"'],
  ['a folder without an assembly', ['--app', empty], 'local-app-missing', 'has no manifest.json'],
  ['an app that fails', ['--app', 'sh -c "exit 3"'], 'local-app-failed', 'sh -c "exit 3": exit 3.'],
  ['an app that writes nothing', ['--app', 'sh -c "exit 0"'], 'local-app-failed', 'it wrote nothing to cdk.out.'],
  ['half a file', ['--app', torn], 'local-app-unreadable', 'manifest.json'],
  ['no choice among two stacks', ['--app', two], 'local-stack-unknown', 'The assembly has shop, stock.'],
  ['a stack of another app', ['--app', two, '--stack', 'till'], 'local-stack-unknown', 'There is no stack till.'],
  [
    'a template that is none',
    ['--app', writeAssembly({ stacks: { shop: '[]' } })],
    'local-app-unreadable',
    'it is no JSON object',
  ],
  [
    'a name made of itself',
    ['--app', writeAssembly({ stacks: { shop: { Resources: { Jobs: circle } } } })],
    'local-template-invalid',
    'The name of Jobs depends on itself.',
  ],
  ['a function without its code', ['--app', withoutCode], 'local-asset-missing', 'asset.gone'],
  [
    'a stack with nothing in it that runs here',
    ['--app', writeAssembly({ stacks: { net: { Resources: { Vpc: { Type: 'AWS::EC2::VPC' } } } } })],
    'local-nothing-to-run',
    'net',
  ],
] as const)('%s is refused with its reason, a remedy and an id', async (_what, args, id, detail) => {
  const { code: exitCode, errors } = await refused(['--port', '0', ...args]);
  expect(errors).toContain(detail);
  expect(errors).toContain(`\n  Remedy: ${localFailures[id].advice} [${id}]`);
  expect(exitCode).toBe(localFailures[id].exitCode);
});

test('a port that somebody has is named', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { errors } = await refused(['--app', one, '--port', String(port)]);
  server.close();
  expect(errors).toContain(`${port} is taken.`);
});
