import type { DecodeOptions } from '../../../container/src/image/decode-options';
import { createDecoder } from '../../../container/src/image/decoder';
import { ImageUnreadable } from '../../../container/src/image/image-unreadable';
import { upright } from '../../../container/src/image/orientation';
import { testWith } from '../../system-package';
import { goldens, picture, sha256 } from '../goldens/goldens';

const options: DecodeOptions = { exif: 'apply', icc: 'ignore', alpha: 'drop', maxPixels: 1e6 };
const system = createDecoder();
const hasLibrary = system.jpegEngine === 'libturbojpeg';
const decoders = [...(hasLibrary ? [system] : []), createDecoder({ turbojpeg: false })];

const testWithLibrary = testWith(hasLibrary, "libturbojpeg: install Debian's package libturbojpeg0");
testWithLibrary('finds the system library for JPEG, and does without when told to', () => {
  expect(decoders.map(({ jpegEngine }) => jpegEngine)).toEqual(['libturbojpeg', 'sharp']);
});

test('does not start with a library that was asked for and is not there', () => {
  expect(() => createDecoder({ turbojpeg: 'libmissing.so' })).toThrow('libmissing.so');
});

describe.each(decoders)('a picture is decoded by $jpegEngine', (decoder) => {
  test('to the pixels of Pillow, transparency dropped or laid on white', async () => {
    const wrong = [];
    for (const golden of goldens.decode) {
      const decoded = await decoder.decode(picture(golden.picture), { ...options, alpha: golden.alpha });
      const { data, width, height } = upright(decoded);
      if (sha256(data) !== golden.sha256 || `${width},${height}` !== `${golden.size}`) wrong.push(golden);
    }
    expect(wrong).toEqual([]);
  });

  test.each(['jpeg-progressive.jpg', 'png-rgb.png', 'webp-lossy.webp', 'gif.gif', 'tiff-lzw.tif'])(
    'never to half a picture: %s cut anywhere is refused',
    async (name) => {
      const whole = picture(name);
      for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
        const cut = whole.subarray(0, Math.floor(whole.length * share));
        await expect(decoder.decode(cut, options)).rejects.toThrow(ImageUnreadable);
      }
    },
  );

  test('to nothing when it has more pixels than allowed', async () => {
    const small = { ...options, maxPixels: 1000 };
    await expect(decoder.decode(picture('jpeg-444.jpg'), small)).rejects.toThrow('67x45 pixels, at most 1000 in all');
  });

  test('to nothing when a small file asks for thousands of passes', async () => {
    const jpeg = picture('jpeg-progressive.jpg');
    const scan = jpeg.indexOf(Buffer.of(0xff, 0xda));
    const bomb = Buffer.concat([
      jpeg.subarray(0, -2),
      ...Array(3000).fill(jpeg.subarray(scan, -2)),
      Buffer.of(0xff, 0xd9),
    ]);
    await expect(decoder.decode(bomb, options)).rejects.toThrow('scans, at most 100');
  });
});

test('turns AVIF into nearly the pixels it was made of', async () => {
  const [avif, source] = [picture('avif.avif'), picture('png-rgb.png')];
  const [decoded, expected] = [await decoders[0].decode(avif, options), await decoders[0].decode(source, options)];
  const error = decoded.data.reduce((sum, value, i) => sum + Math.abs(value - expected.data[i]), 0);
  expect(error / expected.data.length).toBeLessThan(5);
});

test('leaves a picture as stored when told to ignore its orientation', async () => {
  const { width, height } = upright(await decoders[0].decode(picture('exif-6.jpg'), { ...options, exif: 'ignore' }));
  expect([width, height]).toEqual([29, 18]);
});

test('says why a picture is refused without the words of a library', async () => {
  const broken = Buffer.from(picture('png-rgb.png'));
  broken.fill(0x55, 100, 400);
  await expect(decoders[0].decode(broken, options)).rejects.toThrow(
    /^the picture is damaged, incomplete or of a kind that cannot be decoded$/,
  );
});

test('leaves pixels alone until they are given back, and is right when their memory is used again', async () => {
  const [decoder] = decoders;
  const names = ['jpeg-444.jpg', 'jpeg-tall.jpg', 'jpeg-cmyk.jpg', 'jpeg-1x1.jpg', 'png-rgb.png', 'jpeg-grey.jpg'];
  const all = await Promise.all(names.map((name) => decoder.decode(picture(name), options)));
  const expected = (name: string) => goldens.decode.find((golden) => golden.picture === name)?.sha256;
  expect(all.map(({ data }) => sha256(data))).toEqual(names.map(expected));
  for (const pixels of all) decoder.recycle?.(pixels);
  for (const name of names) {
    const pixels = await decoder.decode(picture(name), options);
    expect(sha256(pixels.data)).toBe(expected(name));
    decoder.recycle?.(pixels);
  }
});
