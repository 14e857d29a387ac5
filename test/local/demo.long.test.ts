import { createServer } from 'node:net';
import { join } from 'node:path';
import { LocalProcess } from './local-process';

jest.setTimeout(150_000);

const tsx = join(__dirname, '../../node_modules/.bin/tsx');

test('the demo synthesizes the queue example, names ten garments rightly, rests, and ends with 0; a taken port is no obstacle', async () => {
  const other = createServer().listen(8090, '127.0.0.1');
  // Somebody else's demo there is as good.
  await new Promise((resolve) => other.once('listening', resolve).once('error', resolve));
  const demo = new LocalProcess(['--app', `${tsx} bin/app.ts queue-fleet`, '--demo', '--once']);
  expect(await demo.exited).toBe(0);
  other.close();
  const [, port] = await demo.line(/Open the page: {2}http:\/\/127\.0\.0\.1:(\d+)\//);
  expect(Number(port)).toBeGreaterThan(8090);
  expect(demo.output).toMatch(/\ndress +dress [\d.]+ % +t-shirt [\d.]+ %, /);
  expect(demo.output).toContain('\n10 of 10 right, ');
  expect(demo.output).toMatch(/running 0 here/);
  expect(demo.lines.at(-1)).toBe('Totals: submitted 10, classified 10, failed 0, still waiting 0, lost 0');
});
