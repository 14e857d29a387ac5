import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeModel } from '../../../container/src/models/description';
import { temporaryFolder } from '../temporary-folder';
import { type TinyModelOptions, tinyManifest, writeTinyModel } from '../tiny-model';

const root = temporaryFolder();
let count = 0;

/** A folder with a tiny model and further files beside it. */
function folderWith(options: TinyModelOptions, files: Record<string, unknown> = {}): string {
  const folder = join(root, `model-${++count}`);
  writeTinyModel(folder, options);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

const refusal = (place: string) =>
  describeModel(place).then(
    () => fail('was accepted'),
    (error) => error,
  );
const squash = { resize: { mode: 'squash', width: 32, height: 32 } };

describe('where a description comes from', () => {
  test('a model that carries its manifest needs nothing else', async () => {
    const description = await describeModel(folderWith({}));

    expect(description).toMatchObject({
      manifest: tinyManifest(),
      input: { name: 'image', type: 'uint8', shape: ['batch', 32, 32, 3] },
      output: { name: 'scores', shape: ['batch', 3] },
      batch: 'dynamic',
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(description.provenance).toMatchObject({
      labels: 'ONNX metadata image_classifier',
      'preprocess.resize': 'ONNX metadata image_classifier',
      'preprocess.kernel': 'default',
    });
  });

  test('model.json settles what it names, and the model fills the rest', async () => {
    const modelJson = { version: '9', preprocess: { kernel: 'bicubic' } };

    const { manifest, provenance } = await describeModel(folderWith({}, { 'model.json': modelJson }));

    expect(manifest).toMatchObject({ name: 'tiny', version: '9', preprocess: { kernel: 'bicubic', ...squash } });
    expect(provenance).toMatchObject({
      version: 'model.json',
      'preprocess.kernel': 'model.json',
      'preprocess.resize': 'ONNX metadata image_classifier',
    });
  });

  test('the graph fills layout, type and activation; names come from file and content', async () => {
    const options: TinyModelOptions = { described: 'nowhere', file: 'shop.onnx', layout: 'nchw', type: 'float32' };
    const files = { 'model.json': { preprocess: squash }, 'labels.txt': '\uFEFFhat\r\nshoe\r\nsock\r\n\r\n' };

    const { manifest, provenance, contentHash } = await describeModel(folderWith(options, files));

    expect(manifest).toMatchObject({
      name: 'shop',
      version: contentHash.slice(0, 8),
      labels: ['hat', 'shoe', 'sock'],
      preprocess: { layout: 'nchw', type: 'float32' },
      postprocess: { activation: 'none' },
    });
    expect(provenance).toMatchObject({
      labels: 'labels.txt',
      'preprocess.layout': 'ONNX input shape',
      'preprocess.type': 'ONNX input type',
      'postprocess.activation': 'ONNX operator Softmax',
      name: 'file name',
      version: 'content hash',
    });
  });

  test('a model that ends in logits gets a softmax', async () => {
    const files = { 'model.json': { preprocess: squash }, 'classes.json': ['a', 'b', 'c'] };

    const { manifest } = await describeModel(folderWith({ described: 'nowhere', ends: 'logits' }, files));

    expect(manifest.postprocess.activation).toBe('softmax');
  });

  test.each<[string, unknown, string[]]>([
    ['labels.txt', 'crane\nowl\ncrane\n', ['crane (0)', 'owl', 'crane (2)']],
    ['synset.txt', 'n01 a\nn02 b\nn03 c', ['n01 a', 'n02 b', 'n03 c']],
    [
      'synset.txt',
      'n02012849 crane\nn01440764 tench, Tinca tinca\nn03126707 crane',
      ['crane (n02012849)', 'tench, Tinca tinca', 'crane (n03126707)'],
    ],
    ['labels.json', ['a', 'b', 'c'], ['a', 'b', 'c']],
    ['index_to_name.json', { 2: 'c', 0: 'a', 1: 'b' }, ['a', 'b', 'c']],
    ['index_to_name.json', { 0: ['n1', 'a'], 1: ['n2', 'b'], 2: ['n3', 'c'] }, ['a', 'b', 'c']],
  ])('reads labels from %s: %j', async (name, content, labels) => {
    const files = { 'model.json': { preprocess: squash }, [name]: content };

    const { manifest, provenance } = await describeModel(folderWith({ described: 'nowhere' }, files));

    expect(manifest.labels).toEqual(labels);
    expect(provenance.labels).toBe(name);
  });
});

describe('which model is meant', () => {
  test('a folder with one model, whatever its name', async () => {
    expect((await describeModel(folderWith({ file: 'any.onnx' }))).file).toMatch(/any\.onnx$/);
  });

  test('several models are refused by name, unless one is called model.onnx', async () => {
    const folder = folderWith({ file: 'b.onnx' }, { 'a.onnx': '' });

    expect(await refusal(folder)).toMatchObject({
      id: 'model-incompatible',
      detail: expect.stringContaining('a.onnx, b.onnx'),
    });
    writeTinyModel(folder);
    expect((await describeModel(folder)).file).toMatch(/model\.onnx$/);
  });

  test('the newest version of a model repository', async () => {
    const repository = join(root, 'repository');
    for (const version of ['2', '10', '9'])
      writeTinyModel(join(repository, 'clothing', version), { described: 'nowhere' });
    writeFileSync(
      join(repository, 'clothing', 'model.json'),
      JSON.stringify({ labels: ['a', 'b', 'c'], preprocess: squash }),
    );

    const { manifest, provenance } = await describeModel(repository);

    expect(manifest).toMatchObject({ name: 'clothing', version: '10' });
    expect(provenance.version).toBe('folder name');
  });

  test('nothing there', async () => {
    const empty = join(root, 'empty');
    mkdirSync(empty);

    expect(await refusal(empty)).toMatchObject({
      id: 'model-missing',
      detail: expect.stringContaining('it holds nothing'),
    });
    expect(await refusal(join(root, 'nowhere'))).toMatchObject({ id: 'model-missing', exitCode: 66 });
  });
});

describe('an undescribed model', () => {
  test.each<TinyModelOptions>([
    { described: 'nowhere' },
    { described: 'nowhere', type: 'float32', layout: 'nchw', size: 224, batch: 1 },
    { described: 'nowhere', type: 'float32', layout: 'nhwc', size: 'dynamic', ends: 'logits' },
  ])('is refused with a model.json that makes it work: %j', async (options) => {
    const folder = folderWith(options);

    const { id, detail } = await refusal(folder);

    expect(id).toBe('model-undescribed');
    expect(detail).toContain('Nothing says labels, preprocess.resize');
    writeFileSync(join(folder, 'model.json'), detail.slice(detail.indexOf('\n  {'), detail.indexOf('\n  }') + 4));
    expect((await describeModel(folder)).manifest.labels).toHaveLength(3);
  });

  test('with many classes is asked for labels.txt', async () => {
    const labels = Array.from({ length: 40 }, (_, index) => `class ${index}`);
    const folder = folderWith({ described: 'nowhere', labels }, { 'model.json': { preprocess: squash } });

    expect((await refusal(folder)).detail).toContain('Write labels.txt beside it: 40 lines');
  });
});

describe('a contradiction names both sides:', () => {
  test.each<[string, TinyModelOptions, Record<string, unknown>, string[]]>([
    [
      'number of labels',
      {},
      { 'model.json': { labels: ['a'] } },
      ['model.json lists 1 labels', '[batch, 3]: 3 scores'],
    ],
    ['repeated labels', { labels: ['a', 'b', 'a'] }, {}, ['labels[0] and labels[2]', 'a']],
    ['layout', { preprocess: { layout: 'nchw' } }, {}, ['says layout nchw', 'uint8[batch, 32, 32, 3]']],
    ['type', { preprocess: { type: 'float32' } }, {}, ['says type float32', 'uint8[batch']],
    ['size', { preprocess: { crop: { width: 24, height: 32 } } }, {}, ['pictures of 24x32', '[batch, 32, 32, 3]']],
    ['no fixed size', { preprocess: { resize: { mode: 'none' } } }, {}, ['size of its own', 'one fixed size']],
    ['normalised bytes', { preprocess: { mean: [1, 1, 1] } }, {}, ['gives mean or std', 'takes bytes']],
    [
      'activation',
      {},
      { 'model.json': { postprocess: { activation: 'softmax' } } },
      ['model.json says', 'ends in Softmax'],
    ],
    ['misspelt field', {}, { 'model.json': { lables: [] } }, ['model.json.lables: unknown field']],
    ['wrong kind', {}, { 'model.json': { version: 3 } }, ['model.json.version: expected a non-empty string']],
    [
      'half a resize',
      {},
      { 'model.json': { preprocess: { resize: { mode: 'squash', width: 9 } } } },
      ['resize.height'],
    ],
    ['not JSON', {}, { 'model.json': '{' }, ['model.json is not JSON']],
    ['empty label', { described: 'nowhere' }, { 'labels.txt': 'a\n\nc' }, ['labels.txt: line 2 is empty']],
  ])('%s', async (_, options, files, parts) => {
    const { id, detail } = await refusal(folderWith(options, files));

    expect(id).toBe('model-incompatible');
    for (const part of parts) expect(detail).toContain(part);
  });
});
