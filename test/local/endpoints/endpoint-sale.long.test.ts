import type { App } from 'aws-cdk-lib';
import { example } from '../../every-example';
import { LocalProcess } from '../local-process';

test('a flash sale over an asynchronous endpoint: from no instance to a result for every upload, and back to none', async () => {
  const { directory } = (example('endpoint-uploads', {}).node.root as App).synth();
  const args = ['--app', directory, '--stack', 'endpoint-uploads', '--port', '0', '--max-local', '1'];
  const local = new LocalProcess([...args, '--flash', '20', '--once', '--speed', '300']);
  const [, name] = await local.line(/^endpoint +(\S+) \(asynchronous\)$/m);
  await local.line(new RegExp(`${name}: asynchronous, 1 running here, 20 invocations`));
  expect(await local.exited).toBe(0);
  expect(local.output).toContain('Totals: submitted 20, classified 20, failed 0, still waiting 0, lost 0');
  expect(local.output).toMatch(new RegExp(`${name}: asynchronous, 0 running here, 20 invocations, 0 waiting`));
});
