import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOnnxModel } from '../../../container/src/onnx/model-file';
import { StartFailure } from '../../../lib/contracts/start-failures';
import { temporaryFolder } from '../temporary-folder';
import { tinyManifest, writeTinyModel } from '../tiny-model';
import { bytes, graph, message, model, node, number, tensor, valueInfo } from './onnx-writer';

const folder = temporaryFolder();
const write = (name: string, content: Buffer | string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const output = valueInfo('out', 'float32', [1]);

test('reads inputs, outputs, metadata and the last operator', async () => {
  const model = await readOnnxModel(writeTinyModel(folder, { file: 'tiny.onnx' }));

  expect(model).toEqual({
    inputs: [{ name: 'image', type: 'uint8', shape: ['batch', 32, 32, 3] }],
    outputs: [{ name: 'scores', type: 'float32', shape: ['batch', 3] }],
    metadata: { image_classifier: JSON.stringify(tinyManifest()) },
    producer: 'tiny-model',
    opset: 17,
    lastOperator: 'Softmax',
    weightFiles: [],
  });
});

test('does not take weights for inputs, and names the files that hold weights', async () => {
  const outside = message(bytes(8, 'far'), bytes(13, message(bytes(1, 'location'), bytes(2, 'far.bin'))));
  const path = write(
    'weights.onnx',
    model(
      graph('g', {
        nodes: [node('Gemm', ['x', 'near'], ['out'])],
        initializers: [tensor('near', [2], new Float32Array(2)), outside],
        inputs: [valueInfo('x', 'float32', ['']), valueInfo('near', 'float32', [2]), valueInfo('far', 'float32', [2])],
        outputs: [output],
      }),
    ),
  );

  const { inputs, weightFiles } = await readOnnxModel(path);

  expect(inputs.map(({ name }) => name)).toEqual(['x']);
  expect(weightFiles).toEqual(['far.bin']);
});

test('passes over operators that only convert or reshape', async () => {
  const nodes = [
    node('Softmax', ['x'], ['a']),
    node('Reshape', ['a', 'shape'], ['b']),
    node('Cast', ['b'], ['out'], { to: 1 }),
  ];
  const path = write('chain.onnx', model(graph('g', { nodes, inputs: [], outputs: [output] })));

  expect((await readOnnxModel(path)).lastOperator).toBe('Softmax');
});

test('comes to an end in a graph that is a circle', async () => {
  const nodes = [node('Identity', ['b'], ['out']), node('Identity', ['out'], ['b'])];
  const path = write('circle.onnx', model(graph('g', { nodes, inputs: [], outputs: [output] })));

  expect((await readOnnxModel(path)).lastOperator).toBe('Identity');
});

test('reads a description behind a gigabyte of weights without reading the weights', async () => {
  const path = join(folder, 'sparse.onnx');
  const size = 2 ** 30;
  const head = message(number(1, 8), Buffer.from([(7 << 3) | 2]));
  const weights = Buffer.concat([
    Buffer.from([(5 << 3) | 2]),
    lengthOf(size + 6),
    Buffer.from([(9 << 3) | 2]),
    lengthOf(size),
  ]);
  const tail = message(bytes(12, output));
  const file = await import('node:fs/promises').then(({ open }) => open(path, 'w'));
  const opening = Buffer.concat([head, lengthOf(weights.length + size + tail.length), weights]);
  await file.write(opening, 0, opening.length, 0);
  await file.write(tail, 0, tail.length, opening.length + size);
  await file.close();
  const start = performance.now();

  const { outputs } = await readOnnxModel(path);

  expect(outputs[0].name).toBe('out');
  expect(performance.now() - start).toBeLessThan(1000);
});

test.each([
  ['an empty file', '', 'holds no graph'],
  ['a web page', '<!doctype html><html></html>', 'is damaged'],
  ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n', 'run git lfs pull'],
  ['a graph without outputs', model(graph('g', { nodes: [], inputs: [], outputs: [] })), 'has no outputs'],
])('refuses %s', async (name, content, reason) => {
  const path = write(`${name}.onnx`, content);

  await expect(readOnnxModel(path)).rejects.toMatchObject({
    id: 'model-unreadable',
    detail: expect.stringContaining(reason),
  });
});

test('refuses a path where nothing lies', async () => {
  await expect(readOnnxModel(join(folder, 'none.onnx'))).rejects.toMatchObject({ id: 'model-missing' });
});

test('ends in an answer or a refusal on 1000 damaged files', async () => {
  const whole = readFileSync(writeTinyModel(folder, { file: 'whole.onnx', whenDark: 'nan' }));
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 0x7fff_ffff;
    return seed % below;
  };
  const kinds = new Set<string>();

  for (let round = 0; round < 1000; round += 1) {
    const damaged = Buffer.from(whole.subarray(0, round % 3 === 0 ? random(whole.length) : whole.length));
    for (let hit = 0; hit <= random(8) && damaged.length > 0; hit += 1) damaged[random(damaged.length)] = random(256);
    const path = write('damaged.onnx', damaged);
    await readOnnxModel(path).then(
      () => kinds.add('answer'),
      (error) => {
        if (!(error instanceof StartFailure)) throw error;
        kinds.add(error.id);
      },
    );
  }

  expect([...kinds].sort()).toEqual(['answer', 'model-unreadable']);
});

function lengthOf(size: number): Buffer {
  // The length prefix of a field without its tag.
  return number(1, size).subarray(1);
}
