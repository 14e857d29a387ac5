import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../server-process';
import { writeTinyModel } from '../tiny-model';
import { drawnPictures } from './pictures';
import { openBrowser, test, Visit } from './visit';

test('waits for a free place when the server is full, and loses no picture', async () => {
  const model = writeTinyModel(mkdtempSync(join(tmpdir(), 'slow-model-')), { rounds: 200 });
  const browser = await openBrowser();
  const server = await startServer({
    IMAGE_CLASSIFIER_MODEL: model,
    IMAGE_CLASSIFIER_PROCESSES: '1',
    IMAGE_CLASSIFIER_MAX_BATCH: '1',
    IMAGE_CLASSIFIER_MAX_WAITING: '1',
  });
  try {
    const visit = await Visit.begin(browser, server.url);
    const refusals: number[] = [];
    visit.page.on('response', (response) => response.status() === 503 && refusals.push(503));
    await visit.drop(await drawnPictures(15));
    await visit.page.getByText('Waiting for a free place').first().waitFor();
    await visit.finished(15);

    expect(await visit.meter('classified')).toBe(15);
    expect(refusals.length).toBeGreaterThan(0);
    expect(visit.complaints).toEqual([]);
  } finally {
    await browser.close();
    await server.stop();
  }
});
