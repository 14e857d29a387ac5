import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import type { Browser } from 'playwright-core';
import { desktop, openBrowser, test, Visit } from '../container/page/visit';
import { example } from '../every-example';
import { LocalProcess } from './local-process';

jest.setTimeout(150_000);

let browser: Browser | undefined;
let local: LocalProcess | undefined;

afterAll(async () => {
  await browser?.close();
  local?.child.kill('SIGKILL');
});

test('the page of the queue example, from its template: ten garments are dropped, and each gets its name', async () => {
  const { directory } = (example('queue-fleet', {}).node.root as App).synth();
  local = new LocalProcess(['--app', directory, '--port', '0', '--max-local', '1']);
  const [, url] = await local.line(/Page {8}(\S+)/);
  const folder = mkdtempSync(join(tmpdir(), 'garments-'));
  const program = join(__dirname, '../../container/dist/main.js');
  execFileSync(process.execPath, [program, 'draw', '--count', '10', '--to', folder]);
  const garments = readdirSync(folder).map((name) => {
    return { name, mimeType: 'image/jpeg', buffer: readFileSync(join(folder, name)) };
  });

  browser = await openBrowser();
  const visit = await Visit.begin(browser, url, desktop);
  await visit.drop(garments);
  await visit.finished(10);
  const tiles = visit.page.locator('.cell[data-stage="classified"]');
  const shown = await tiles.evaluateAll((cells) =>
    cells.map((cell) => [cell.querySelector('.tile-name')?.textContent, cell.querySelector('.bar-name')?.textContent]),
  );
  const kind = (name: string) => name.replace(/^\d+-|\.jpg$/g, '');
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(garments.map(({ name }) => [name, kind(name)])));
  expect(visit.complaints).toEqual([]);
  await visit.end();

  local.child.kill('SIGINT');
  expect(await local.exited).toBe(0);
  expect(local.lines.at(-1)).toBe('Totals: submitted 10, classified 10, failed 0, still waiting 0, lost 0');
});
