import sharp from '../../../../container/node_modules/sharp';
import { plainPng, plainPngBytes } from '../../../../container/src/protocols/sagemaker/request/plain-png';

const noise = (bytes: number) => {
  const buffer = Buffer.alloc(bytes);
  for (let place = 0; place < bytes; place += 1) buffer[place] = Math.imul(place, 0x9e3779b1) >>> 24;
  return buffer;
};

test.each([
  ['one pixel', 1, 1],
  ['a row that is one byte short of a block', 21_844, 1],
  ['many blocks, which end inside rows', 700, 311],
  ['rows longer than a block', 30_000, 3],
])('%s comes out as it went in', async (_, width, height) => {
  const pixels = noise(width * height * 3);
  const png = await plainPng(pixels, width, height);
  expect(png.length).toBe(plainPngBytes(width, height));
  const { data, info } = await sharp(png, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([width, height, 3]);
  expect(data.equals(pixels)).toBe(true);
});

test('others get their turn while a large picture is made', async () => {
  const pixels = noise(6_000_000);
  let turns = 0;
  let making = true;
  const others = (async () => {
    while (making) {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
    }
  })();
  await plainPng(pixels, 2000, 1000);
  making = false;
  await others;
  expect(turns).toBeGreaterThan(2);
});
