import { join } from 'node:path';
import sharp from '../../../../container/node_modules/sharp';
import { writeBrightnessDetector } from '../../detection/detector-model';
import { startServer } from '../../server-process';
import { temporaryFolder } from '../../temporary-folder';
import { ask, post, type ServerProcess } from './ask';

const folder = temporaryFolder();
let server: ServerProcess;
let path: string;
beforeAll(async () => {
  const model = writeBrightnessDetector(join(folder, 'bright'));
  server = await startServer({ IMAGE_CLASSIFIER_MODEL: model, IMAGE_CLASSIFIER_PROCESSES: '1' });
  const [name] = (await ask(server, '/v2/models')).json.models;
  path = `/v2/models/${name}`;
});
afterAll(async () => expect(await server.stop()).toBe(0));

/** A black picture of 128 x 96 with a white rectangle, as JSON carries it. */
async function picture(white?: { left: number; top: number; width: number; height: number }): Promise<string> {
  const black = sharp({ create: { width: 128, height: 96, channels: 3, background: '#000' } });
  if (!white) return (await black.png().toBuffer()).toString('base64');
  const patch = { create: { width: white.width, height: white.height, channels: 3, background: '#fff' } } as const;
  const drawn = black.composite([{ input: patch, left: white.left, top: white.top }]);
  return (await drawn.png().toBuffer()).toString('base64');
}

async function detect(data: string[], outputs?: object[]) {
  const input = { name: 'images', shape: [data.length], datatype: 'BYTES', data };
  return (await ask(server, `${path}/infer`, post(JSON.stringify({ inputs: [input], outputs })))).json.outputs[0];
}

test('pictures are answered with boxes in their own pixels, padded with zeros to the same number', async () => {
  const found = await detect([await picture({ left: 20, top: 30, width: 64, height: 42 }), await picture()]);
  expect([found.datatype, found.shape]).toEqual(['FP32', [2, 1, 6]]);
  expect(found.data).toEqual([20, 30, 84, 72, 0.75, 0, 0, 0, 0, 0, 0, 0]);
});

test('where nothing is found there are no boxes', async () => {
  expect(await detect([await picture()])).toMatchObject({ shape: [1, 0, 6], data: [] });
});

test('classification ranks what was found', async () => {
  const { json } = await ask(server, path);
  const outputs = [{ name: json.outputs[0].name, parameters: { classification: 1 } }];
  const found = await detect([await picture({ left: 20, top: 30, width: 64, height: 42 })], outputs);
  expect(found).toMatchObject({ datatype: 'BYTES', shape: [1, 1], data: ['0.750000:0:bright'] });
});
