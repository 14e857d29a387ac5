import { join } from 'node:path';
import sharp from '../../../container/node_modules/sharp';
import { type ServerProcess, startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { writeBrightnessDetector } from './detector-model';

const folder = temporaryFolder();
let server: ServerProcess;

beforeAll(async () => {
  const model = writeBrightnessDetector(join(folder, 'bright'));
  server = await startServer({ IMAGE_CLASSIFIER_MODEL: model, IMAGE_CLASSIFIER_PROCESSES: '2' });
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A black picture with a white rectangle. */
function picture(width: number, height: number, white: Rectangle | undefined) {
  const black = sharp({ create: { width, height, channels: 3, background: '#000' } });
  if (!white) return black.png().toBuffer();
  const patch = { create: { width: white.width, height: white.height, channels: 3, background: '#fff' } } as const;
  return black
    .composite([{ input: patch, left: white.left, top: white.top }])
    .png()
    .toBuffer();
}

async function post(body: Buffer, { path = '/classify', accept = 'application/json' } = {}) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { Accept: accept },
    body: new Uint8Array(body),
  });
  expect(response.status).toBe(200);
  return response;
}

test.each([
  ['as large as the input', 64, 64, { left: 10, top: 20, width: 30, height: 7 }],
  ['shrunk to half, with margins above and below', 128, 96, { left: 20, top: 30, width: 64, height: 42 }],
  ['shrunk to half, with margins on both sides', 70, 128, { left: 2, top: 0, width: 68, height: 128 }],
  ['enlarged, an odd margin', 32, 31, { left: 1, top: 2, width: 3, height: 4 }],
  ['a strip', 64, 5, { left: 60, top: 1, width: 4, height: 4 }],
])('finds a rectangle to the pixel in a picture %s', async (_, width, height, white) => {
  const result = await (await post(await picture(width, height, white))).json();

  expect(result.boxes).toEqual([
    {
      label: 'bright',
      index: 0,
      score: 0.75,
      box: { x: white.left, y: white.top, width: white.width, height: white.height },
    },
  ]);
  expect(result.labels).toEqual([{ label: 'bright', index: 0, score: 0.75 }]);
  expect(result.picture).toMatchObject({ width, height });
});

test('tells boxes in pixels of the upright picture, however the camera was held', async () => {
  const stored = await picture(128, 64, { left: 16, top: 8, width: 24, height: 32 });
  const turned = await sharp(stored)
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .withMetadata({ orientation: 6 })
    .toBuffer();

  const { boxes, picture: seen } = await (await post(turned)).json();

  // A quarter turn clockwise: x' = height - y.
  expect([seen.width, seen.height]).toEqual([64, 128]);
  expect(boxes[0].box).toEqual({ x: 64 - 8 - 32, y: 16, width: 32, height: 24 });
});

test('says in every form that nothing was found', async () => {
  const nothing = await picture(64, 64, undefined);

  const result = await (await post(nothing)).json();
  expect([result.status, result.labels, result.boxes]).toEqual(['classified', [], []]);
  expect(await (await post(nothing, { accept: 'text/plain' })).text()).toBe('nothing');
  expect(await (await post(nothing, { accept: 'text/plain', path: '/classify?topK=3' })).text()).toBe('nothing');

  const line = await server.logged(({ route, boxes }) => route === 'classify' && boxes === 0);
  expect(line).toMatchObject({ status: 200 });
  expect(line).not.toHaveProperty('label');
});

test('answers the top label as plain text', async () => {
  const body = await picture(64, 64, { left: 1, top: 1, width: 9, height: 9 });
  expect(await (await post(body, { accept: 'text/plain' })).text()).toBe('bright');
});

test('a model that takes one picture at a time is asked by several processes at once', async () => {
  expect(server.logs.find(({ msg }) => msg === 'model')).toMatchObject({ task: 'detect', batch: 1 });
  expect(server.logs.find(({ msg }) => msg === 'ready')).toMatchObject({ processes: 2 });

  const places = Array.from({ length: 24 }, (_, place) => place);
  const answers = await Promise.all(
    places.map(async (left) => {
      const body = await picture(64, 64, { left, top: 5, width: 8, height: 8 });
      return (await (await post(body)).json()).boxes[0].box.x;
    }),
  );
  expect(answers).toEqual(places);
});

test('tells what it understood of the model, and who said it', async () => {
  const { task, postprocess, preprocess, provenance } = await (await fetch(`${server.url}/model`)).json();

  expect(task).toBe('detect');
  expect(postprocess).toMatchObject({
    format: 'bcn',
    confidence: 0.25,
    iou: 0.45,
    maxDetections: 300,
    classAware: true,
  });
  expect(preprocess).toMatchObject({ kernel: 'cv2-linear', resize: { mode: 'letterbox', pad: 114 } });
  expect(provenance).toMatchObject({ 'postprocess.format': 'ONNX output shape', 'postprocess.iou': 'default' });
});
