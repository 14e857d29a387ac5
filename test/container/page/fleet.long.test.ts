import type { Browser } from 'playwright-core';
import { ListObjectsV2Command } from '../../../container/node_modules/@aws-sdk/client-s3';
import { plainPicture } from '../pictures';
import { FleetSite } from './fleet-site';
import { brokenPicture, notAPicture, type PictureFile } from './pictures';
import { desktopDark, openBrowser, phone, test, Visit } from './visit';

jest.setTimeout(150_000);

const colours = { red: '#ff0000', green: '#00ff00', blue: '#0000ff' };
const odd = ['two words', 'plus+sign', 'straße ü', '100%', 'a#b?c&d', "quote's", 'a.b', '..', '日本'];
let browser: Browser;
let site: FleetSite;
let visit: Visit;

beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(async () => {
  expect(visit.complaints).toEqual([]);
  await visit.end();
  await site.stop();
});
afterAll(() => browser?.close());

/** Pictures whose names begin with their label. */
async function many(count: number): Promise<PictureFile[]> {
  const entries = Object.entries(colours);
  const buffers = await Promise.all(entries.map(([, colour]) => plainPicture(colour)));
  return Array.from({ length: count }, (_, place) => {
    const turn = place % entries.length;
    const name = `${entries[turn][0]} ${odd[place % odd.length]} ${place}.jpg`;
    return { name, mimeType: 'image/jpeg', buffer: buffers[turn] };
  });
}

/** Notes when each tile shows its result. */
async function watchTiles(): Promise<void> {
  await visit.page.evaluate(() => {
    const shownAt: Record<string, number> = {};
    Object.assign(window, { shownAt });
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const cell = (target as Element).closest<HTMLElement>('.cell');
        const name = cell?.querySelector('.tile-name')?.textContent ?? '';
        if (cell?.dataset.stage === 'classified') shownAt[name] ??= Date.now();
      }
    }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-stage'] });
  });
}

/** For each picture, the seconds from its result in the bucket to the screen. */
async function secondsToScreen(): Promise<number[]> {
  const shownAt = await visit.page.evaluate(() => (window as unknown as { shownAt: Record<string, number> }).shownAt);
  const { Contents = [] } = await site.fleet.cloud.s3.send(
    new ListObjectsV2Command({ Bucket: 'results', Prefix: 'uploads/' }),
  );
  return Contents.map(({ Key = '', LastModified }) => {
    const name = Key.replace(/^uploads\/[^/]+\/\d+-/, '').replace(/\.json$/, '');
    return (shownAt[name] - (LastModified?.getTime() ?? 0)) / 1000;
  });
}

test('many pictures of any name are uploaded, and each result is on the screen within two seconds', async () => {
  site = await FleetSite.start();
  Object.assign(site.service, { running: 1, desired: 2 });
  await site.fleet.worker();
  visit = await Visit.begin(browser, site.url);
  await watchTiles();
  const pictures = await many(60);
  await visit.drop(pictures);
  await visit.finished(60);

  const tiles = visit.page.locator('.cell[data-stage="classified"]');
  const shown = await tiles.evaluateAll((cells) =>
    cells.map((cell) => [cell.querySelector('.tile-name')?.textContent, cell.querySelector('.bar-name')?.textContent]),
  );
  expect(new Map(shown as [string, string][])).toEqual(new Map(pictures.map(({ name }) => [name, name.split(' ')[0]])));
  const seconds = await secondsToScreen();
  expect(seconds).toHaveLength(60);
  process.stdout.write(`result to screen: ${Math.max(...seconds).toFixed(2)} s at most\n`);
  expect(Math.max(...seconds)).toBeLessThan(2);
  expect(await visit.page.locator('#status').textContent()).toBe('60 pictures classified.');
  expect(await visit.page.locator('[data-fleet="running"] dd').textContent()).toBe('1');
  await visit.keep('page-fleet');
});

test('shows uploads, the place in the queue and the workers while nothing is classified yet', async () => {
  site = await FleetSite.start();
  visit = await Visit.begin(browser, site.url, desktopDark);
  await visit.drop(await many(12));
  await visit.page.locator('[data-meter="queued"] dd', { hasText: '12' }).waitFor();
  await visit.page.getByText('In the queue, about 11 before it').waitFor();
  await visit.page.getByText('Next in the queue').first().waitFor();
  expect(await visit.page.locator('[data-fleet="fleet-waiting"] dd').textContent()).toBe('12');
  expect(await visit.page.locator('[data-fleet="running"] dd').textContent()).toBe('0');
  await visit.keep('page-fleet-queued');

  Object.assign(site.service, { running: 1, desired: 1 });
  await site.fleet.worker();
  await visit.finished(12);
  expect(await visit.meter('classified')).toBe(12);
});

test('says in words what is wrong with a file, before or after its upload, and classifies the others', async () => {
  site = await FleetSite.start();
  await site.fleet.worker();
  visit = await Visit.begin(browser, site.url, phone);
  const large = { name: 'large.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(100_001) };
  const text = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('milk') };
  await visit.drop([await brokenPicture(), notAPicture, large, text, ...(await many(3))]);
  await visit.finished(7);

  const messages = await visit.page.locator('.cell[data-stage="failed"] .tile-message').allTextContents();
  expect(messages).toHaveLength(4);
  expect(messages).toEqual(
    expect.arrayContaining(['The file has 100001 bytes; the limit is 100000.', 'The file is text/plain.']),
  );
  expect(await visit.meter('classified')).toBe(3);
  expect(await visit.overflow()).toBe(0);
});

test('an API that fails for a while costs no picture', async () => {
  site = await FleetSite.start();
  await site.fleet.worker();
  visit = await Visit.begin(browser, site.url);
  site.refuse = () => 503;
  await visit.drop(await many(8));
  await visit.page.getByText('Waiting for the server to come back').first().waitFor();
  await visit.page.locator('#model[data-state="unreachable"]').waitFor();
  site.refuse = undefined;
  await visit.finished(8);
  expect(await visit.meter('classified')).toBe(8);
});

test('cancelling ends pictures wherever they are, and trying again classifies them', async () => {
  site = await FleetSite.start();
  visit = await Visit.begin(browser, site.url);
  await visit.drop(await many(70));
  await visit.page.locator('.cell[data-stage="queued"]').first().waitFor();
  await visit.page.getByRole('button', { name: 'Cancel' }).click();
  await visit.finished(70);
  expect(await visit.page.locator('.cell[data-stage="cancelled"]').count()).toBe(70);

  await site.fleet.worker();
  await visit.page.getByRole('button', { name: 'Try again' }).click();
  await visit.page.locator('[data-meter="classified"] dd', { hasText: '70' }).waitFor({ timeout: 60_000 });
});

test('asks for the key that the API wants, with 401 for none and 403 for a wrong one', async () => {
  site = await FleetSite.start({}, { kind: 'key' });
  await site.fleet.worker();
  site.refuse = ({ headers }) => {
    const key = headers['x-api-key'];
    return key === undefined ? 401 : key === 'the-right-key' ? undefined : 403;
  };
  const context = await browser.newContext();
  const page = await context.newPage();
  visit = Visit.of(page);
  await page.goto(site.url);
  await page.locator('#model[data-state="locked"]').waitFor();
  await page.getByLabel('API key').fill('a-wrong-key');
  await page.keyboard.press('Enter');
  await page.waitForResponse((response) => response.status() === 403);
  await page.getByLabel('API key').fill('the-right-key');
  await page.keyboard.press('Enter');
  await page.locator('#model[data-state="ready"]').waitFor();
  await visit.drop(await many(3));
  await visit.finished(3);
  expect(await visit.meter('classified')).toBe(3);
});
