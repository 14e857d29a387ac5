import type { DecodeOptions } from '../../../container/src/image/decode-options';
import { createDecoder } from '../../../container/src/image/decoder';
import { readImageHeader } from '../../../container/src/image/headers/read-header';
import { ImageUnreadable } from '../../../container/src/image/image-unreadable';
import { preprocess } from '../../../container/src/preprocess';
import { createResampler } from '../../../container/src/resample';
import { goldens, picture, specOf } from '../goldens/goldens';

const options: DecodeOptions = { exif: 'apply', icc: 'ignore', alpha: 'drop', maxPixels: 1e6 };
const decoders = [createDecoder(), createDecoder({ turbojpeg: false })];
const pictures = [...new Set(goldens.decode.map((golden) => golden.picture))].map(picture);

/** The places of a JPEG where its size stands: after the frame marker, its length and the precision. */
function withJpegSize(jpeg: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(jpeg);
  const frame = changed.indexOf(Buffer.of(0xff, 0xc0));
  changed.writeUInt16BE(height, frame + 5);
  changed.writeUInt16BE(width, frame + 7);
  return changed;
}

function damaged(round: number): Buffer {
  let state = round * 7919 + 17;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const bytes = Buffer.from(pictures[random(pictures.length)]);
  if (round % 3 === 0) return bytes.subarray(0, random(bytes.length));
  const reach = round % 3 === 1 ? bytes.length : Math.min(bytes.length, 160);
  for (let changes = 1 + random(6); changes > 0; changes--) bytes[random(reach)] = random(256);
  return bytes;
}

describe.each(decoders)('with $jpegEngine', (decoder) => {
  test('every damaged picture either decodes whole or is refused, and the next good one is right', async () => {
    for (let round = 0; round < 400; round++) {
      const outcome = await decoder.decode(damaged(round), options).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ImageUnreadable);
      else expect(outcome).toMatchObject({ width: expect.any(Number), height: expect.any(Number) });
    }
    const { width, height } = await decoder.decode(picture('jpeg-ycck.jpg'), options);
    expect([width, height]).toEqual([67, 45]);
  });

  test.each([
    [65_500, 65_500],
    [45_761, 62_571],
    [0, 45],
    [67, 0],
  ])('a header that claims %d x %d pixels costs nothing', async (width, height) => {
    const bomb = withJpegSize(picture('jpeg-444.jpg'), width, height);
    const before = process.memoryUsage().rss;
    await expect(decoder.decode(bomb, options)).rejects.toThrow(ImageUnreadable);
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });

  test.each(['wide-65500x2.jpg', 'wide-1x65500.png'])('%s costs no more than the crop of it', async (name) => {
    const strip = await decoder.decode(picture(name), options);
    const { data } = preprocess(strip, specOf('enlarge-crop'), createResampler());
    expect(data.length).toBe(84 * 84 * 3);
    const { crop: _, ...uncropped } = specOf('enlarge-crop');
    expect(() => preprocess(strip, uncropped, createResampler())).toThrow(ImageUnreadable);
  });
});

test.each(['svg', 'pdf', 'html'])('never hands %s to a decoder', async (kind) => {
  const texts = {
    svg: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    pdf: '%PDF-1.7',
    html: '<html>',
  };
  const bytes = Buffer.from(texts[kind as keyof typeof texts]);
  expect(readImageHeader(bytes)).toEqual({ unsupported: kind });
  await expect(decoders[0].decode(bytes, options)).rejects.toThrow(`not a picture of a supported format: ${kind}`);
});
