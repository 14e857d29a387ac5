import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from '../../../container/node_modules/sharp';
import { startServer } from '../server-process';
import { writeTinyModel } from '../tiny-model';

test('a photograph that the camera held upright is reported and classified upright', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-'));
  writeTinyModel(folder);
  const server = await startServer({ IMAGE_CLASSIFIER_MODEL: folder });
  const stored = sharp({ create: { width: 80, height: 40, channels: 3, background: '#0000ff' } });
  const photograph = await stored.withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const response = await fetch(`${server.url}/classify`, { method: 'POST', body: new Uint8Array(photograph) });
  expect(await response.json()).toMatchObject({
    picture: { width: 40, height: 80 },
    labels: [{ label: 'blue' }, {}, {}],
  });
  expect(await server.stop()).toBe(0);
});

test('pictures that need no resizing keep their own pixels when many are classified in a row', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-'));
  writeTinyModel(folder, { size: 48, rounds: 30 });
  const server = await startServer({ IMAGE_CLASSIFIER_MODEL: folder, IMAGE_CLASSIFIER_PROCESSES: '1' });
  const colours = ['#ff0000', '#00ff00', '#0000ff'];
  const answers = Array.from({ length: 24 }, async (_, index) => {
    const picture = await sharp({ create: { width: 48, height: 48, channels: 3, background: colours[index % 3] } })
      .jpeg()
      .toBuffer();
    const response = await fetch(`${server.url}/classify`, { method: 'POST', body: new Uint8Array(picture) });
    return (await response.json()).labels[0].index;
  });
  expect(await Promise.all(answers)).toEqual(Array.from({ length: 24 }, (_, index) => index % 3));
  expect(await server.stop()).toBe(0);
});
