import type { Pixels } from '../../../container/src/image/pixels';
import { preprocess } from '../../../container/src/preprocess';
import { createResampler } from '../../../container/src/resample';
import { preprocessSchema } from '../../../lib/contracts/manifest';
import { decode } from '../../../lib/contracts/schema';
import { sha256 } from '../goldens/goldens';
import goldens from '../goldens/opencv.json';
import { pattern } from '../goldens/pattern';

const resamplers = [createResampler(), createResampler({ wasm: false })];
const kernel = 'cv2-linear' as const;

interface Golden {
  readonly from: number[];
  readonly to: number[];
  readonly sha256: string;
}

const wrong = (cases: readonly Golden[], make: (picture: Pixels, width: number, height: number) => Uint8Array) =>
  cases.filter(({ from, to, sha256: expected }) => sha256(make(pattern(from[0], from[1]), to[0], to[1])) !== expected);

describe.each(resamplers)('as OpenCV does it ($engine)', (resampler) => {
  const tensor = (picture: Pixels, resize: object) => {
    const spec = decode(preprocessSchema, { resize, kernel, layout: 'nhwc', type: 'uint8' }, 'spec');
    return preprocess(picture, spec, resampler).data as Uint8Array;
  };

  test('a resize gives every byte of INTER_LINEAR, shrinking and enlarging', () => {
    expect(
      wrong(goldens.resize, (picture, width, height) => resampler.resample(picture, { width, height, kernel }).data),
    ).toEqual([]);
  });

  test('a letterbox has every pixel and every margin where Ultralytics has it', () => {
    const letterbox = (picture: Pixels, width: number, height: number) =>
      tensor(picture, { mode: 'letterbox', width, height });
    expect(wrong(goldens.letterbox, letterbox)).toEqual([]);
  });

  test('the central square is cut before it is scaled', () => {
    expect(wrong(goldens.centralSquare, (picture, size) => tensor(picture, { mode: 'central-square', size }))).toEqual(
      [],
    );
  });

  test('a picture that lies on its side is turned before it is scaled', () => {
    const stored: Pixels = { ...pattern(40, 30), orientation: 6 };
    const upright = { data: new Uint8Array(40 * 30 * 3), width: 30, height: 40 };
    // A quarter turn clockwise: the stored left edge becomes the upper one.
    for (let y = 0; y < 40; y++)
      for (let x = 0; x < 30; x++)
        for (let channel = 0; channel < 3; channel++)
          upright.data[(y * 30 + x) * 3 + channel] = stored.data[((29 - x) * 40 + y) * 3 + channel];
    const resize = { mode: 'letterbox', width: 64, height: 64 };
    expect(sha256(tensor(stored, resize))).toBe(sha256(tensor(upright, resize)));
  });

  test('a strip keeps a pixel of its short side', () => {
    const data = tensor(pattern(4000, 2), { mode: 'letterbox', width: 32, height: 32 });
    const rows = Array.from({ length: 32 }, (_, y) =>
      data.subarray(y * 96, (y + 1) * 96).some((value) => value !== 114),
    );
    expect(rows.filter(Boolean)).toHaveLength(1);
  });
});
