import { join } from 'node:path';
import sharp from '../../../../container/node_modules/sharp';
import { writeBrightnessDetector } from '../../detection/detector-model';
import { type ServerProcess, startServer } from '../../server-process';
import { temporaryFolder } from '../../temporary-folder';

const folder = temporaryFolder();
let server: ServerProcess;
let picture: Buffer;

beforeAll(async () => {
  server = await startServer({ IMAGE_CLASSIFIER_MODEL: writeBrightnessDetector(join(folder, 'bright')) });
  const patch = { create: { width: 64, height: 42, channels: 3, background: '#fff' } } as const;
  picture = await sharp({ create: { width: 128, height: 96, channels: 3, background: '#000' } })
    .composite([{ input: patch, left: 32, top: 24 }])
    .png()
    .toBuffer();
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

async function invoke(Accept: string): Promise<string> {
  const headers = { 'Content-Type': 'image/png', Accept };
  const body = new Uint8Array(picture);
  return await (await fetch(`${server.url}/invocations`, { method: 'POST', headers, body })).text();
}

const corners = [0.25, 0.25, 0.75, 0.6875];

test('a detector answers as the built-in object detection does: class, score and corners as shares', async () => {
  const { prediction } = JSON.parse(await invoke('application/json'));
  expect(prediction).toEqual([[0, expect.any(Number), ...corners]]);
});

test('the verbose form of a detector names boxes, classes, scores and labels', async () => {
  const verbose = JSON.parse(await invoke('application/json;verbose'));
  expect(verbose).toMatchObject({ normalized_boxes: [corners], classes: [0], scores: [expect.any(Number)] });
  expect(verbose.labels[0]).toBe('bright');
});

test('a row of CSV holds six values for every box', async () => {
  expect((await invoke('text/csv')).trim().split(',').map(Number)).toEqual([0, expect.any(Number), ...corners]);
});
