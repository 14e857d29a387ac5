import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultSchema } from '../../../lib/contracts/result';
import { decode } from '../../../lib/contracts/schema';
import { plainPicture } from '../pictures';
import { writeTinyModel } from '../tiny-model';

const program = join(__dirname, '..', '..', '..', 'bin', 'image-classifier.js');
const folder = mkdtempSync(join(tmpdir(), 'classify-'));
const pictures = join(folder, 'pictures');

beforeAll(async () => {
  writeTinyModel(join(folder, 'model'));
  for (const [path, colour] of [
    ['red/a.jpg', '#ff0000'],
    ['green/b.png', '#00ff00'],
    ['blue/c.webp', '#ff0011'],
  ]) {
    mkdirSync(join(pictures, path, '..'), { recursive: true });
    writeFileSync(
      join(pictures, path),
      await plainPicture(colour, path.endsWith('jpg') ? 'jpeg' : path.endsWith('png') ? 'png' : 'webp'),
    );
  }
  writeFileSync(join(pictures, 'red', 'notes.txt'), 'not a picture, and nobody asked for it');
});

function classify(...argv: string[]) {
  return spawnSync(process.execPath, [program, 'classify', '--model', join(folder, 'model'), ...argv], {
    env: { ...process.env, IMAGE_CLASSIFIER_CACHE_DIRECTORY: join(folder, 'cache') },
    encoding: 'utf8',
    timeout: 25_000,
  });
}

test('prints the labels of files and folders as a table', () => {
  const { status, stdout } = classify(pictures);
  expect(stdout.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/blue\/c.webp +red 100.0 % .*blue/),
    expect.stringMatching(/green\/b.png +green 100.0 %/),
    expect.stringMatching(/red\/a.jpg +red 100.0 %/),
  ]);
  expect(status).toBe(0);
});

test('tells the accuracy where folders are named after labels', () => {
  expect(classify(pictures).stderr).toBe(
    '3 classified, 0 failed; top-1 accuracy 66.7 % (2 of 3, folder names taken as labels)\n',
  );
});

test('prints one JSON result per line for programs', () => {
  const { stdout } = classify('--json', '--top-k', '1', join(pictures, 'red', 'a.jpg'));
  expect(decode(resultSchema, JSON.parse(stdout), 'result')).toMatchObject({
    labels: [{ label: 'red' }],
    picture: { width: 48 },
  });
});

test('a file that is no picture is named with its reason, the others are classified, and the exit code tells', () => {
  const { status, stdout } = classify(join(pictures, 'red', 'notes.txt'), join(pictures, 'red', 'a.jpg'));
  expect(stdout).toMatch(/notes.txt +image-unsupported +Received .+ Send JPEG/);
  expect(stdout).toMatch(/a.jpg +red/);
  expect(status).toBe(1);
});

test('says which place does not exist', () => {
  const { status, stderr } = classify('/nowhere/at/all.jpg');
  expect(stderr).toContain('There is no file or folder /nowhere/at/all.jpg.');
  expect(status).toBe(64);
});

test('a reader that has seen enough ends it quietly', () => {
  const command = `"${process.execPath}" "${program}" classify --json --model "${join(folder, 'model')}" "${pictures}" | head -c 1`;
  const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8', timeout: 25_000 });
  expect(stderr).not.toContain('EPIPE');
  expect(status).toBe(0);
});

test('Ctrl-C ends a long run at once', async () => {
  writeTinyModel(join(folder, 'slow'), { rounds: 20_000 });
  const model = ['--model', join(folder, 'slow', 'model.onnx')];
  const child = spawn(process.execPath, [program, 'classify', ...model, pictures], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.kill('SIGINT');
  expect(await ended).toBe('SIGINT');
});
