import { createDecoder } from '../../../container/src/image/decoder';
import { preprocess } from '../../../container/src/preprocess';
import { createResampler } from '../../../container/src/resample';
import { goldens, picture, sha256, specOf } from '../goldens/goldens';

const limits = { icc: 'ignore', alpha: 'drop', maxPixels: 1e6 } as const;
const resamplers = [createResampler(), createResampler({ wasm: false })];
const grey = { data: new Uint8Array(30 * 20 * 3).fill(128), width: 30, height: 20 };

describe.each(resamplers)('a picture becomes a tensor ($engine)', (resampler) => {
  test('that equals torchvision bit for bit, for every format, orientation and spec', async () => {
    const decoder = createDecoder();
    const wrong = [];
    for (const golden of goldens.tensor) {
      const pixels = await decoder.decode(picture(golden.picture), { ...limits, exif: golden.exif });
      const { data } = preprocess(pixels, specOf(golden.spec), resampler);
      if (sha256(data) !== golden.sha256) wrong.push(golden);
    }
    expect(wrong).toEqual([]);
  });
});

test('declares its dimensions in the order of its layout', () => {
  const [resampler] = resamplers;
  const spec = { ...specOf('squash-floats'), resize: { mode: 'squash', width: 8, height: 6 } as const };
  expect(preprocess(grey, spec, resampler).dims).toEqual([3, 6, 8]);
  expect(preprocess(grey, { ...spec, layout: 'nhwc' }, resampler).dims).toEqual([6, 8, 3]);
});

test('feeds a picture at its own size, scaled to 0..1 and nothing else', () => {
  const { data, dims } = preprocess(grey, specOf('own-size'), resamplers[0]);
  expect(dims).toEqual([3, 20, 30]);
  expect(new Set(data)).toEqual(new Set([Math.fround(128 / 255)]));
});

test('normalises each colour by its own mean when blue comes first', () => {
  const spec = { ...specOf('own-size'), mean: [0.1, 0.2, 0.3], color: 'bgr' } as const;
  const { data } = preprocess(
    { data: Uint8Array.of(255, 0, 0), width: 1, height: 1 },
    { ...spec, mean: [...spec.mean] },
    resamplers[0],
  );
  expect([...data].map((value) => Number(value.toFixed(6)))).toEqual([-0.3, -0.2, 0.9]);
});
