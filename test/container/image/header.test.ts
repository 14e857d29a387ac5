import type { ImageHeader } from '../../../container/src/image/headers/image-header';
import { estimateDecodedBytes, readImageHeader } from '../../../container/src/image/headers/read-header';
import { goldens, picture } from '../goldens/goldens';

const formats: Record<string, ImageHeader['format']> = { jpg: 'jpeg', tif: 'tiff' };

function headerOf(bytes: Uint8Array): ImageHeader {
  const header = readImageHeader(bytes);
  if (!('format' in header)) throw new Error(JSON.stringify(header));
  return header;
}

test('reads the format and the size of every fixture without decoding it', () => {
  for (const { picture: name, size } of goldens.decode) {
    const extension = name.slice(name.lastIndexOf('.') + 1);
    const { format, width, height } = headerOf(picture(name));
    const turned = /^exif-[5-8]/.test(name) ? [height, width] : [width, height];
    expect([name, format, ...turned]).toEqual([name, formats[extension] ?? extension, ...size]);
  }
});

test('reads AVIF by its largest image property', () => {
  expect(headerOf(picture('avif.avif'))).toMatchObject({ format: 'avif', width: 67, height: 45 });
});

test.each([
  ['svg', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['pdf', '%PDF-1.7'],
  ['heic', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ['bmp', 'BM\x36\0\0\0'],
  ['zip', 'PK\x03\x04'],
  ['html', '<!DOCTYPE html><p>not found</p>'],
  ['unknown', 'hello'],
  ['unknown', ''],
])('recognises %s, which is never decoded', (unsupported, bytes) => {
  expect(readImageHeader(Buffer.from(bytes, 'latin1'))).toEqual({ unsupported });
});

test('tells a damaged header from an unsupported format', () => {
  for (const name of ['jpeg-444.jpg', 'png-rgb.png', 'webp-lossy.webp', 'gif.gif', 'avif.avif', 'tiff-lzw.tif']) {
    expect(readImageHeader(picture(name).subarray(0, 13))).toHaveProperty('unreadable');
  }
});

test('refuses a picture of no size', () => {
  const png = Buffer.from(picture('png-rgb.png'));
  png.writeUInt32BE(0, 16);
  expect(readImageHeader(png)).toEqual({ unreadable: 'the header gives no width or no height' });
});

test('believes the claim of a header bomb, so that admission can refuse it', () => {
  const png = Buffer.from(picture('png-rgb.png'));
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  expect(estimateDecodedBytes(headerOf(png))).toBeGreaterThan(10e9);
});

test('reserves more for pictures whose decoder holds them whole', () => {
  const bytesPerPixel = (name: string) => {
    const header = headerOf(picture(name));
    return estimateDecodedBytes(header) / (header.width * header.height);
  };
  expect(bytesPerPixel('jpeg-420.jpg')).toBeCloseTo(3);
  expect(bytesPerPixel('jpeg-cmyk.jpg')).toBeCloseTo(7);
  expect(bytesPerPixel('jpeg-progressive.jpg')).toBeGreaterThanOrEqual(6);
  expect(bytesPerPixel('avif.avif')).toBeGreaterThan(bytesPerPixel('png-rgb.png'));
});

test('never throws, whatever byte of a header is changed or missing', () => {
  for (const name of [
    'exif-6.jpg',
    'png-palette.png',
    'webp-alpha.webp',
    'gif-animated.gif',
    'avif.avif',
    'tiff-rgba.tif',
  ]) {
    const whole = picture(name);
    const places = Math.min(whole.length, 700);
    for (let at = 0; at < places; at++) {
      expect(typeof readImageHeader(whole.subarray(0, at))).toBe('object');
      for (const value of [0, 1, 0x7f, 0xff]) {
        const changed = Buffer.from(whole);
        changed[at] = value;
        readImageHeader(changed);
      }
    }
  }
});
