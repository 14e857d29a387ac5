import type { Pixels } from '../../../container/src/image/pixels';
import { createResampler } from '../../../container/src/resample';
import { kernelFile } from '../../../container/src/resample/kernel-file';
import { KernelHolder } from '../../../container/src/resample/wasm-memory';
import { goldens, sha256 } from '../goldens/goldens';

const wasm = createResampler();
const js = createResampler({ wasm: false });

/** The picture of make.py's `pattern`: integer arithmetic, the same in every language. */
function pattern(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++)
        data[at++] = (x * x * 31 + y * y * 17 + x * y * 7 + channel * 85) >> 3;
    }
  }
  return { data, width, height };
}

function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('runs on the compiled kernel after a build', () => {
  expect(wasm.engine).toBe('wasm');
});

describe.each([wasm, js])('resampling as Pillow does ($engine)', ({ resample }) => {
  test('gives every byte of Pillow, shrinking and enlarging', () => {
    const wrong = goldens.resample.filter(({ from, to, kernel, full }) => {
      const { data } = resample(pattern(...from), { width: to[0], height: to[1], kernel });
      return sha256(data) !== full;
    });
    expect(wrong).toEqual([]);
  });

  test('computes a window exactly as it would be cut out of the whole', () => {
    const wrong = goldens.resample.filter(({ from, to, kernel, crop: [left, top, width, height], window }) => {
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
  for (let round = 0; round < 300; round++) {
    const [width, height] = [1 + random(120), 1 + random(200)];
    const data = Uint8Array.from({ length: width * height * 3 }, () => (round % 2 ? random(256) : random(2) * 255));
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

test('gives the memory of a huge picture back', () => {
  const holder = new KernelHolder(kernelFile() as Uint8Array, 1 << 20);
  holder.use(1 << 25, () => undefined);
  expect(holder.heldBytes).toBe(0);
  holder.use(1 << 10, () => undefined);
  expect(holder.heldBytes).toBeLessThan(1 << 20);
});
