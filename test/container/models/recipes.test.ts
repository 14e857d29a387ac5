import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeModel } from '../../../container/src/models/description';
import { preprocess } from '../../../container/src/preprocess';
import { createResampler } from '../../../container/src/resample';
import { recipes, sha256 } from '../goldens/goldens';
import { pattern } from '../goldens/pattern';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';

const root = temporaryFolder();
const resampler = createResampler();

describe('pictures become the tensors that transformers and timm make, bit for bit, by the files of', () => {
  test.each(recipes.recipes)('$name', async ({ name, files, shape, sha256: expected }) => {
    const folder = join(root, name);
    writeTinyModel(folder, { described: 'nowhere', type: 'float32', layout: 'nchw', size: 'dynamic' });
    writeFileSync(join(folder, 'labels.txt'), 'red\ngreen\nblue\n');
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), JSON.stringify(content));

    const { manifest, doubts } = await describeModel(folder);
    const tensors = recipes.pictures.map((size) => preprocess(pattern(...size), manifest.preprocess, resampler));

    expect(doubts).toEqual([]);
    expect(tensors.map(({ dims }) => dims)).toEqual(recipes.pictures.map(() => shape));
    expect(tensors.map(({ data }) => sha256(data))).toEqual(expected);
  });
});
