import sharp from '../../../container/node_modules/sharp';
import { createDecoder } from '../../../container/src/image/decoder';
import { reducedSize, reductionFor } from '../../../container/src/image/jpeg/jpeg-reduction';
import { pictureSize, uprightSize } from '../../../container/src/image/orientation';
import { preprocess } from '../../../container/src/preprocess';
import { resizedSize } from '../../../container/src/preprocess/frame';
import { createResampler } from '../../../container/src/resample';
import { testWith } from '../../system-package';
import { specOf } from '../goldens/goldens';

const decoder = createDecoder();
const resampler = createResampler();
const options = { exif: 'apply', icc: 'ignore', alpha: 'drop', maxPixels: 5e6 } as const;
const testWithLibrary = testWith(
  decoder.jpegEngine === 'libturbojpeg',
  "libturbojpeg: install Debian's package libturbojpeg0",
);

/** Waves of several lengths, so that a shift by a pixel or a wrong turn would show; `orientation` as a camera notes it. */
function photograph(width: number, height: number, orientation = 1): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      data[at] = 127 + 100 * Math.sin(x / 37);
      data[at + 1] = 127 + 100 * Math.sin(y / 23 + x / 91);
      data[at + 2] = (255 * (x + y)) / (width + height);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .withMetadata({ orientation })
    .toBuffer();
}

test.each([
  [4000, 3000, 8],
  [2048, 2048, 8],
  [2047, 2047, 4],
  [1024, 768, 2],
  [511, 4000, 1],
  [100, 100, 1],
])('%i x %i pixels for 256 x 256 are reduced by %i', (width, height, reduction) => {
  expect(reductionFor({ width, height }, { width: 256, height: 256 })).toBe(reduction);
});

test('the last column and row of a picture that does not divide are kept', () => {
  expect(reducedSize({ width: 1001, height: 8 }, 8)).toEqual({ width: 126, height: 1 });
});

const specs = {
  'short side': specOf('squash-floats'),
  squash: { ...specOf('squash-floats'), resize: { mode: 'squash', width: 200, height: 200 } as const },
  'central square': { ...specOf('squash-floats'), resize: { mode: 'central-square', size: 200 } as const },
  letterbox: {
    ...specOf('squash-floats'),
    resize: { mode: 'letterbox', width: 320, height: 320, pad: 114 } as const,
    kernel: 'cv2-linear' as const,
  },
};

describe.each(Object.entries(specs))('%s', (_, spec) => {
  testWithLibrary.each([1, 3, 6, 7])('is nearly the same from a reduced picture, turned by %i', async (orientation) => {
    const jpeg = await photograph(1000, 720, orientation);
    const exact = await decoder.decode(jpeg, options);
    const whole = preprocess(exact, { ...spec, type: 'uint8' }, resampler).data.slice();
    const reduced = await decoder.decode(jpeg, {
      ...options,
      resizedTo: (picture) => resizedSize(picture, spec),
    });
    expect(uprightSize(reduced).width).toBeLessThan(uprightSize(exact).width);
    expect(pictureSize(reduced)).toEqual(uprightSize(exact));
    const data = preprocess(reduced, { ...spec, type: 'uint8' }, resampler).data as Uint8Array;
    expect(data.length).toBe(whole.length);
    const difference = data.reduce((sum, value, place) => sum + Math.abs(value - whole[place]), 0) / data.length;
    expect(difference).toBeLessThan(2.5);
  });
});

test('a picture that the model takes at its own size stays whole', () => {
  expect(resizedSize({ width: 4000, height: 3000 }, specOf('own-size'))).toBeUndefined();
});
