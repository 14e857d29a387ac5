import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import sharp from '../../../container/node_modules/sharp';
import { writeBrightnessDetector } from '../detection/detector-model';
import { type ServerProcess, startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import type { PictureFile } from './pictures';
import { openBrowser, phone, test, Visit } from './visit';

const folder = temporaryFolder();
const bright = { left: 20, top: 30, width: 64, height: 42 };

let browser: Browser;
let server: ServerProcess;
let visit: Visit;

beforeAll(async () => {
  browser = await openBrowser();
  server = await startServer({ IMAGE_CLASSIFIER_MODEL: writeBrightnessDetector(join(folder, 'bright')) });
});

afterEach(async () => {
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function picture(name: string, white?: typeof bright): Promise<PictureFile> {
  const dark = sharp({ create: { width: 128, height: 96, channels: 3, background: '#233' } });
  const patch = { create: { width: bright.width, height: bright.height, channels: 3, background: '#fff' } } as const;
  const layers = white ? [{ input: patch, left: white.left, top: white.top }] : [];
  return { name, mimeType: 'image/png', buffer: await dark.composite(layers).png().toBuffer() };
}

/** By how many pixels of the window a drawn box misses the bright rectangle, from the way its picture fills its place. */
function missedBy(box: Locator, fit: 'contain' | 'cover'): Promise<number> {
  // Both places in one look: tiles and dialogs arrive in a movement.
  return box.evaluate(
    (rect, { bright, fit }) => {
      const shown = (rect as SVGRectElement).ownerSVGElement?.parentElement?.querySelector('img, canvas');
      const place = (shown as Element).getBoundingClientRect();
      const scales = [place.width / 128, place.height / 96];
      const scale = fit === 'contain' ? Math.min(...scales) : Math.max(...scales);
      const left = place.x + (place.width - 128 * scale) / 2 + bright.left * scale;
      const top = place.y + (place.height - 96 * scale) / 2 + bright.top * scale;
      const { x, y, width, height } = (rect as SVGRectElement).getBBox();
      const { a, d, e, f } = (rect as SVGRectElement).getScreenCTM() as DOMMatrix;
      const misses = [
        a * x + e - left,
        d * y + f - top,
        a * width - bright.width * scale,
        d * height - bright.height * scale,
      ];
      return Math.max(...misses.map(Math.abs));
    },
    { bright, fit },
  );
}

test('draws boxes where things are, on the tile and on the large picture, and names them', async () => {
  visit = await Visit.begin(browser, server.url);
  expect(await visit.page.locator('#known-labels').textContent()).toBe('It finds bright.');
  await visit.drop([await picture('lamp.png', bright)]);
  await visit.finished(1);

  const tile = visit.page.locator('.cell[data-stage="classified"]');
  await tile.locator('canvas[data-drawn="yes"]').waitFor();
  expect(await missedBy(tile.locator('.box'), 'cover')).toBeLessThan(1);
  expect(await tile.locator('.bar-name').allTextContents()).toEqual(['bright']);

  await tile.locator('.tile').click();
  const frame = visit.page.locator('dialog[open] .details-picture');
  expect(await missedBy(frame.locator('.box'), 'contain')).toBeLessThan(1);
  expect(await frame.locator('.box-name').allTextContents()).toEqual(['bright 75.0%']);
  expect(await visit.page.locator('dialog[open] h3').first().textContent()).toBe('1 object found');
  await visit.keep('page-boxes');
});

test('says in words that nothing was found', async () => {
  visit = await Visit.begin(browser, server.url);
  await visit.drop([await picture('night.png')]);
  await visit.finished(1);

  const tile = visit.page.getByRole('button', { name: 'night.png: Nothing found' });
  expect(await tile.locator('.tile-message').textContent()).toBe('Nothing found');
  expect(await tile.locator('.boxes').count()).toBe(0);
  await tile.click();
  expect(await visit.page.locator('dialog[open] h3').first().textContent()).toBe('Nothing found');
  expect(await visit.page.locator('dialog[open] .box').count()).toBe(0);
});

test('boxes stay in their places on a phone and while stepping through pictures', async () => {
  visit = await Visit.begin(browser, server.url, phone);
  await visit.drop([await picture('lamp.png', bright), await picture('night.png')]);
  await visit.finished(2);
  await visit.page.locator('.tile').first().tap();

  const frame = visit.page.locator('dialog[open] .details-picture');
  expect(await missedBy(frame.locator('.box'), 'contain')).toBeLessThan(1);
  await visit.page.getByRole('button', { name: 'Next' }).tap();
  await visit.page.locator('#details-name', { hasText: 'night.png' }).waitFor();
  expect(await frame.locator('.box').count()).toBe(0);
  await visit.page.getByRole('button', { name: 'Previous' }).tap();
  await frame.locator('.box').waitFor();
  expect(await visit.overflow()).toBe(0);
});
