import sharp from '../../../container/node_modules/sharp';
import { startTinyServer } from '../server-process';

test('a photograph that the camera held upright is reported and classified upright', async () => {
  const server = await startTinyServer();
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
  const server = await startTinyServer({ size: 48, rounds: 30 }, { IMAGE_CLASSIFIER_PROCESSES: '1' });
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

test('a large photograph that is decoded at a reduced size is reported at its own, and classified alike', async () => {
  const server = await startTinyServer({ size: 48 }, { IMAGE_CLASSIFIER_DECODE: 'fast' });
  const stored = sharp({ create: { width: 1601, height: 900, channels: 3, background: '#00ff00' } });
  const photograph = await stored.withMetadata({ orientation: 8 }).jpeg().toBuffer();
  const response = await fetch(`${server.url}/classify`, { method: 'POST', body: new Uint8Array(photograph) });
  expect(await response.json()).toMatchObject({
    picture: { width: 900, height: 1601 },
    labels: [{ label: 'green' }, {}, {}],
  });
  expect(await server.stop()).toBe(0);
});
