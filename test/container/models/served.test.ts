import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainPicture } from '../pictures';
import { startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { tinyScores } from '../tiny-model';
import { describedFolder } from './described-folder';

const root = temporaryFolder();
const program = join(__dirname, '..', '..', '..', 'bin', 'image-classifier.js');
const scoresOf = (labels: { label: string; score: number }[]) =>
  Object.fromEntries(labels.map(({ label, score }) => [label, score]));
const close = (scores: number[]) => scores.map((score) => expect.closeTo(score, 4));

test('a server answers with the scores that a Hugging Face model of several labels gives', async () => {
  const folder = describedFolder(root, {
    'preprocessor_config.json': {
      image_processor_type: 'ViTImageProcessor',
      do_resize: true,
      size: { height: 32, width: 32 },
      resample: 2,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.25, 0.25, 0.25],
    },
    'config.json': { id2label: { 0: 'rose', 1: 'leaf', 2: 'sky' }, problem_type: 'multi_label_classification' },
  });
  const server = await startServer({ IMAGE_CLASSIFIER_MODEL: folder });
  const picture = new Uint8Array(await plainPicture('#ff8000', 'png'));

  const answer = await (await fetch(`${server.url}/classify`, { method: 'POST', body: picture })).json();
  const model = await (await fetch(`${server.url}/model`)).json();

  const [rose, leaf, sky] = close(tinyScores([2, (128 / 255 - 0.5) / 0.25, -2], { ends: 'sigmoid' }));
  expect(scoresOf(answer.labels)).toEqual({ rose, leaf, sky });
  expect(model.provenance).toMatchObject({
    labels: 'config.json id2label',
    'preprocess.mean': 'preprocessor_config.json',
    'postprocess.activation': 'config.json problem_type',
  });
  expect(server.logs.find(({ msg }) => msg === 'model')).toMatchObject({
    labels: 3,
    input: 'image float32[batch, 3, 32, 32]',
    describedBy: {
      labels: 'config.json id2label',
      preprocess: 'preprocessor_config.json, ONNX input type',
      postprocess: 'config.json problem_type',
    },
  });
  expect(await server.stop()).toBe(0);
});

test('classify answers with the scores that a timm model gives', async () => {
  const recipe = {
    input_size: [3, 32, 32],
    interpolation: 'bicubic',
    crop_pct: 0.9,
    mean: [0.5, 0, 0],
    std: [0.5, 1, 1],
  };
  const config = { architecture: 'resnet18', label_names: ['rose', 'leaf', 'sky'], pretrained_cfg: recipe };
  const folder = describedFolder(root, { 'config.json': config });
  const picture = join(folder, 'picture.png');
  writeFileSync(picture, await plainPicture('#ccff33', 'png'));

  const { stdout } = spawnSync(process.execPath, [program, 'classify', '--json', '--model', folder, picture], {
    encoding: 'utf8',
    env: { ...process.env, IMAGE_CLASSIFIER_CACHE_DIRECTORY: join(root, 'cache') },
    timeout: 25_000,
  });

  const [rose, leaf, sky] = close(tinyScores([0.6, 1, 0.2]));
  expect(scoresOf(JSON.parse(stdout).labels)).toEqual({ rose, leaf, sky });
});
