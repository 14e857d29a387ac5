import type { Browser } from 'playwright-core';
import { startServer } from '../server-process';
import { brokenPicture, drawnPictures, notAPicture } from './pictures';
import { desktopDark, openBrowser, phone, test, Visit } from './visit';

let browser: Browser;
let server: Awaited<ReturnType<typeof startServer>>;
let visit: Visit;

beforeAll(async () => {
  browser = await openBrowser();
  server = await startServer();
});

afterEach(async () => {
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('dropped pictures turn into labels with their probabilities', async () => {
  visit = await Visit.begin(browser, server.url);
  await visit.drop(await drawnPictures(12));
  await visit.finished(12);

  const tiles = visit.page.locator('.cell[data-stage="classified"]');
  expect(await tiles.count()).toBe(12);
  expect(await tiles.first().locator('.bar').count()).toBe(3);
  expect(await tiles.first().locator('.bar-share').first().textContent()).toMatch(/^[\d<>.]+%$/);
  expect(await tiles.first().locator('canvas[data-drawn="yes"]').count()).toBe(1);
  expect(await visit.meter('speed')).toBeGreaterThan(0);
  expect(await visit.page.locator('#status').textContent()).toBe('12 pictures classified.');
  await visit.keep('page-desktop');
});

test('says in words what is wrong with a broken file, and what to do about it', async () => {
  visit = await Visit.begin(browser, server.url);
  await visit.drop([await brokenPicture(), notAPicture, ...(await drawnPictures(2))]);
  await visit.finished(4);

  const failed = visit.page.locator('.cell[data-stage="failed"]');
  expect(await failed.count()).toBe(2);
  for (const tile of await failed.all()) {
    expect(await tile.locator('.tile-message').textContent()).toMatch(/^[A-Z].{15,}/);
    expect(await tile.locator('.tile-advice').textContent()).toMatch(/^[A-Z].{15,}/);
  }
  await visit.page.getByText('Failed', { exact: true }).click();
  expect(await visit.page.locator('.cell:visible').count()).toBe(2);
});

test('every one of many pictures ends', async () => {
  visit = await Visit.begin(browser, server.url, desktopDark);
  await visit.drop(await drawnPictures(150));
  await visit.finished(150);

  expect(await visit.meter('classified')).toBe(150);
  expect(await visit.meter('failed')).toBe(0);
  expect(await visit.page.locator('.cell').count()).toBe(150);
  await visit.keep('page-many-dark');
});

test('of very many pictures the first are on the page at once, and the others on the way down', async () => {
  visit = await Visit.begin(browser, server.url);
  await visit.drop(Array.from({ length: 1300 }, (_, place) => ({ ...notAPicture, name: `${place}.jpg` })));
  const cells = visit.page.locator('.cell');
  await cells.first().waitFor();
  expect(await cells.count()).toBe(1200);
  await visit.page.keyboard.press('End');
  await cells.nth(1299).waitFor({ state: 'attached' });

  await visit.page.getByLabel('Sort by').selectOption('By file name');
  expect(await cells.nth(1).locator('.tile-name').textContent()).toBe('1.jpg');
});

test('cancelling ends what has not ended, and trying again classifies it', async () => {
  visit = await Visit.begin(browser, server.url);
  await visit.drop(await drawnPictures(60));
  await visit.page.locator('.cell[data-stage="classified"]').first().waitFor();
  await visit.page.getByRole('button', { name: 'Cancel' }).click();
  await visit.finished(60);
  expect(await visit.page.locator('.cell[data-stage="cancelled"]').count()).toBeGreaterThan(0);

  await visit.page.getByRole('button', { name: 'Try again' }).click();
  await visit.page.locator('[data-meter="classified"] dd', { hasText: '60' }).waitFor();
  await visit.page.getByRole('button', { name: 'Clear' }).click();
  await visit.page.locator('main[data-pictures="none"]').waitFor();
});

test('everything works from the keyboard alone', async () => {
  visit = await Visit.begin(browser, server.url);
  const { keyboard } = visit.page;
  const chooser = visit.page.waitForEvent('filechooser');
  await visit.tabTo('Choose pictures');
  await keyboard.press('Enter');
  await (await chooser).setFiles(await drawnPictures(3));
  await visit.finished(3);

  await visit.tabTo('dress-0.jpg');
  await keyboard.press('Enter');
  await visit.page.locator('dialog[open] .timings-legend').waitFor();
  await keyboard.press('ArrowRight');
  await keyboard.press('Escape');
  await visit.page.locator('dialog[open]').waitFor({ state: 'detached' });
  // The page hears of the end of the dialog a moment after it, and then moves the focus on.
  await visit.page.locator('[aria-label*=".jpg: "]:focus:not([aria-label^="dress-0.jpg"])').waitFor();
});

test('draws its own samples for those who have no pictures at hand', async () => {
  visit = await Visit.begin(browser, server.url);
  await visit.page.getByRole('button', { name: 'Try drawn samples' }).click();
  await visit.page.locator('.cell[data-stage="classified"]').nth(3).waitFor();
});

test('fits a phone without scrolling sideways', async () => {
  visit = await Visit.begin(browser, server.url, phone);
  expect(await visit.overflow()).toBe(0);
  await visit.drop([await brokenPicture(), ...(await drawnPictures(5))]);
  await visit.finished(6);
  expect(await visit.overflow()).toBe(0);
  await visit.keep('page-phone');

  await visit.page.locator('.cell[data-stage="classified"] .tile').first().tap();
  await visit.page.locator('dialog[open] .timings-legend').waitFor();
  expect(await visit.overflow()).toBe(0);
});
