import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeModel } from '../../../container/src/models/description';
import { bytes, type Dimension, type ElementType, graph, message, model, node, valueInfo } from '../onnx/onnx-writer';
import { temporaryFolder } from '../temporary-folder';

const folder = temporaryFolder();
const value = (type: ElementType, ...shape: Dimension[]) => ({ type, shape });
const picture = value('float32', 'n', 3, 8, 8);
const scores = value('float32', 'n', 3);

interface Graph {
  readonly inputs: ReturnType<typeof value>[];
  readonly output?: ReturnType<typeof value>;
  readonly weights?: string;
}

async function refusal({ inputs, output = scores, weights }: Graph) {
  const path = join(folder, 'model.onnx');
  const main = graph('g', {
    nodes: [node('Custom', ['x0'], ['y'])],
    initializers: weights ? [message(bytes(8, 'w'), bytes(13, message(bytes(1, 'location'), bytes(2, weights))))] : [],
    inputs: inputs.map(({ type, shape }, index) => valueInfo(`x${index}`, type, shape)),
    outputs: [valueInfo('y', output.type, output.shape)],
  });
  writeFileSync(path, model(main));
  return await describeModel(path).then(
    () => fail('was accepted'),
    ({ id, detail }) => ({ id, detail }),
  );
}

test.each<[string, Graph, string]>([
  ['two inputs', { inputs: [picture, picture] }, 'has 2: x0 float32[n, 3, 8, 8], x1 float32[n, 3, 8, 8]'],
  ['no input', { inputs: [] }, 'has 0: none'],
  ['an input that is no picture', { inputs: [value('float32', 'n', 128)] }, 'x0 float32[n, 128] has not'],
  ['half precision', { inputs: [value('float16', 'n', 3, 8, 8)] }, 'x0 float16[n, 3, 8, 8]'],
  ['whole numbers as scores', { inputs: [picture], output: value('int64', 'n') }, 'y int64[n]'],
])('refuses %s', async (_, parts, detail) => {
  expect(await refusal(parts)).toEqual({ id: 'model-incompatible', detail: expect.stringContaining(detail) });
});

test('assumes nothing about an operator it does not know', async () => {
  const { id, detail } = await refusal({ inputs: [picture] });

  expect(id).toBe('model-undescribed');
  expect(detail).toContain('"postprocess": {\n      "activation": "softmax"');
});

test('asks for the layout when the shape does not tell', async () => {
  expect((await refusal({ inputs: [value('float32', 'n', '', '', '')] })).detail).toContain('"layout": "nchw"');
});

test.each([
  ['missing.bin', 'cannot be read'],
  ['../outside.bin', 'outside its own folder'],
])('refuses weights in %s', async (weights, reason) => {
  expect(await refusal({ inputs: [picture], weights })).toEqual({
    id: 'model-unreadable',
    detail: expect.stringContaining(reason),
  });
});
