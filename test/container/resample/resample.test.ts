import type { Orientation } from '../../../container/src/image/exif';
import { upright } from '../../../container/src/image/orientation';
import { createResampler } from '../../../container/src/resample';
import { kernelFile } from '../../../container/src/resample/kernel-file';
import { KernelHolder } from '../../../container/src/resample/wasm-memory';
import { goldens, recipes, sha256 } from '../goldens/goldens';
import { pattern } from '../goldens/pattern';

const wasm = createResampler();
const js = createResampler({ wasm: false });

const cases = [...goldens.resample, ...recipes.resample];

function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function noise(length: number, random: (below: number) => number): Uint8Array {
  const data = new Uint8Array(length);
  for (let at = 0; at < length; at++) data[at] = random(256);
  return data;
}

test('runs on the compiled kernel after a build', () => {
  expect(wasm.engine).toBe('wasm');
});

describe.each([wasm, js])('resampling as Pillow does ($engine)', ({ resample }) => {
  test('gives every byte of Pillow, shrinking and enlarging', () => {
    const wrong = cases.filter(({ from, to, kernel, full }) => {
      const { data } = resample(pattern(...from), { width: to[0], height: to[1], kernel });
      return sha256(data) !== full;
    });
    expect(wrong).toEqual([]);
  });

  test('computes a window exactly as it would be cut out of the whole', () => {
    const wrong = cases.filter(({ from, to, kernel, crop: [left, top, width, height], window }) => {
      const crop = { left, top, width, height };
      return sha256(resample(pattern(...from), { width: to[0], height: to[1], kernel, crop }).data) !== window;
    });
    expect(wrong).toEqual([]);
  });

  test('refuses a window outside the resized picture', () => {
    const crop = { left: 5, top: 0, width: 6, height: 1 };
    expect(() => resample(pattern(4, 4), { width: 10, height: 10, kernel: 'bilinear', crop })).toThrow(RangeError);
  });
});

test('gives the same bytes from both engines for pictures of random sizes and contents', () => {
  const random = seeded(7);
  for (let round = 0; round < 120; round++) {
    const [width, height] = [1 + random(120), 1 + random(200)];
    const data = noise(width * height * 3, random);
    if (round % 2)
      data.forEach((value, at) => {
        data[at] = value < 128 ? 0 : 255;
      });
    const request = {
      width: 1 + random(150),
      height: 1 + random(150),
      kernel: round % 3 ? ('bicubic' as const) : ('bilinear' as const),
    };
    const pixels = { data, width, height };
    const differ = Buffer.compare(wasm.resample(pixels, request).data, js.resample(pixels, request).data) !== 0;
    expect(differ && { width, height, request }).toBe(false);
  }
});

test('turns a picture while resizing it as if it had been turned before', () => {
  const random = seeded(11);
  for (let round = 0; round < 80; round++) {
    const [width, height] = [1 + random(90), 1 + random(220)];
    const orientation = ((round % 8) + 1) as Orientation;
    const data = noise(width * height * 3, random);
    const stored = { data, width, height, orientation };
    const [toWidth, toHeight] = [2 + random(100), 2 + random(100)];
    const crop = { left: random(toWidth), top: random(toHeight), width: 1, height: 1 };
    crop.width += random(toWidth - crop.left);
    crop.height += random(toHeight - crop.top);
    const request = { width: toWidth, height: toHeight, kernel: 'bicubic' as const, crop };
    const before = js.resample(upright(stored), request);
    for (const { engine, resample } of [wasm, js]) {
      const { data: bytes, ...size } = resample(stored, request);
      expect({ engine, orientation, ...size, equal: Buffer.compare(bytes, before.data) === 0 }).toEqual({
        engine,
        orientation,
        width: before.width,
        height: before.height,
        equal: true,
      });
    }
  }
});

test('gives the memory of a huge picture back', () => {
  const holder = new KernelHolder(kernelFile() as Uint8Array, 1 << 20);
  holder.use(1 << 25, () => undefined);
  expect(holder.heldBytes).toBe(0);
  holder.use(1 << 10, () => undefined);
  expect(holder.heldBytes).toBeLessThan(1 << 20);
});
