import { join } from 'node:path';
import type { Box } from '../../../lib/contracts/result';
import { plainPicture } from '../pictures';
import { startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { type DetectorModelOptions, type Found, writeDetector } from './detector-model';

const folder = temporaryFolder();
const labels = ['cat', 'dog', 'owl'];
const faint: Found = { box: [5, 5, 4, 4], scores: [0.125, 0.125, 0.0625] };
const found: Found[] = [
  faint,
  { box: [16, 24, 16, 8], scores: [0.25, 0.625, 0.0625] },
  { box: [48, 40, 32, 16], scores: [0.5, 0.125, 0.0625] },
  ...new Array<Found>(8).fill(faint),
];
const preprocess = { resize: { mode: 'letterbox', width: 64, height: 64 } };

test.each<DetectorModelOptions['format']>(['bcn', 'bnc', 'yolov5', 'end2end', 'rtdetr', 'detr'])(
  'a server of a %s model answers the boxes that the model gave, also for pictures that share a run',
  async (format) => {
    const said = format === 'bnc' ? { postprocess: { format } } : {};
    const model = writeDetector(join(folder, format), {
      format,
      labels,
      found,
      manifest: { labels, preprocess, ...said },
    });
    const server = await startServer({ IMAGE_CLASSIFIER_MODEL: model, IMAGE_CLASSIFIER_PROCESSES: '1' });
    try {
      const sizes = [64, 128, 32, 64, 128, 32, 64, 128];
      const answers = await Promise.all(sizes.map((size) => boxesOf(server.url, size)));
      for (const [place, boxes] of answers.entries()) {
        const scale = sizes[place] / 64;
        expect(boxes).toEqual([
          { label: 'dog', index: 1, score: expect.closeTo(0.625, 5), box: scaled([8, 20, 16, 8], scale) },
          { label: 'cat', index: 0, score: expect.closeTo(0.5, 5), box: scaled([32, 32, 32, 16], scale) },
        ]);
      }
    } finally {
      expect(await server.stop()).toBe(0);
    }
  },
);

test('answers as many labels as were asked for, and all boxes', async () => {
  const model = writeDetector(join(folder, 'topK'), { format: 'bcn', labels, found, manifest: { labels, preprocess } });
  const server = await startServer({ IMAGE_CLASSIFIER_MODEL: model });
  const body = new Uint8Array(await plainPicture('#336699', 'png', 64));
  const response = await fetch(`${server.url}/classify?topK=1`, { method: 'POST', body });
  const result = await response.json();
  expect([result.labels.length, result.boxes.length]).toEqual([1, 2]);
  expect(await server.stop()).toBe(0);
});

test('refuses to start where labels and outputs cannot belong together', async () => {
  const manifest = { task: 'detect', labels: [...labels, 'emu'], preprocess };
  const model = writeDetector(join(folder, 'wrong'), { format: 'bcn', labels, found, manifest });
  await expect(startServer({ IMAGE_CLASSIFIER_MODEL: model })).rejects.toThrow(/4 labels[\s\S]*model-incompatible/);
});

test('a layout that only a run tells is tried out before the first picture', async () => {
  const described = { task: 'detect', preprocess };
  const open = { format: 'yolov5', labels, found, symbolic: true } as const;
  const fitting = writeDetector(join(folder, 'open'), { ...open, manifest: { ...described, labels } });
  const server = await startServer({ IMAGE_CLASSIFIER_MODEL: fitting });
  expect(await boxesOf(server.url, 64)).toHaveLength(2);
  expect(await server.stop()).toBe(0);

  const manifest = { ...described, labels: [...labels, 'emu', 'ibis'] };
  const unfitting = writeDetector(join(folder, 'unfitting'), { ...open, manifest });
  await expect(startServer({ IMAGE_CLASSIFIER_MODEL: unfitting })).rejects.toThrow(
    /output0 \[11, 8\] for a picture, which is no list of boxes for 5 labels[\s\S]*model-incompatible/,
  );
});

async function boxesOf(url: string, size: number): Promise<Box[]> {
  const body = new Uint8Array(await plainPicture('#336699', 'png', size));
  const response = await fetch(`${url}/classify`, { method: 'POST', body });
  expect(response.status).toBe(200);
  return (await response.json()).boxes;
}

function scaled([x, y, width, height]: number[], scale: number): Box['box'] {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}
