import { startServer } from '../server-process';
import { drawnPictures } from './pictures';
import { openBrowser, Visit } from './visit';

jest.setTimeout(120_000);

test('waits for a free place when the server is full, and loses no picture', async () => {
  const browser = await openBrowser();
  const server = await startServer({ IMAGE_CLASSIFIER_PROCESSES: '1', IMAGE_CLASSIFIER_MAX_WAITING: '1' });
  try {
    const visit = await Visit.begin(browser, server.url);
    const refusals: number[] = [];
    visit.page.on('response', (response) => response.status() === 503 && refusals.push(503));
    await visit.drop(await drawnPictures(30));
    await visit.finished(30);

    expect(await visit.meter('classified')).toBe(30);
    expect(refusals.length).toBeGreaterThan(0);
    expect(visit.complaints).toEqual([]);
  } finally {
    await browser.close();
    await server.stop();
  }
});
