import { ByteReader } from './byte-reader';

/** The formats a picture can come in; which of them a server takes is its own allow-list. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'tiff';

/** A picture's kind by its first bytes. What a client says about it (name, Content-Type) is never asked. */
export function recogniseFormat(bytes: Uint8Array): { format: ImageFormat } | { unsupported: string } {
  const start = new ByteReader(bytes);
  for (const [format, signature, at = 0] of formats) {
    if (start.isAt(at, signature)) return { format };
  }
  if (start.isAt(4, 'ftyp')) return recogniseBrands(start);
  for (const [unsupported, signature] of others) {
    if (start.isAt(0, signature)) return { unsupported };
  }
  return { unsupported: recogniseMarkup(bytes) };
}

const formats: readonly [ImageFormat, string, number?][] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['webp', 'WEBP', 8],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
];

const others: readonly [string, string][] = [
  ['bmp', 'BM'],
  ['pdf', '%PDF'],
  ['psd', '8BPS'],
  ['ico', '\0\0\x01\0'],
  ['bigtiff', 'II+\0'],
  ['bigtiff', 'MM\0+'],
  ['jxl', '\xff\x0a'],
  ['jxl', '\0\0\0\x0cJXL '],
  ['jp2', '\0\0\0\x0cjP  '],
  ['jp2', '\xff\x4f\xff\x51'],
  ['gzip', '\x1f\x8b'],
  ['zip', 'PK\x03\x04'],
];

/** AVIF and HEIC share a container and differ in the brands it declares. */
function recogniseBrands(start: ByteReader): { format: ImageFormat } | { unsupported: string } {
  const end = Math.min(start.length, start.length < 4 ? 0 : start.u32(0), 256);
  const brands = [];
  for (let at = 8; at + 4 <= end; at += 4) brands.push(start.text(at, 4));
  if (brands.includes('avif') || brands.includes('avis')) return { format: 'avif' };
  const heic = brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand));
  return { unsupported: heic ? 'heic' : 'unknown' };
}

function recogniseMarkup(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).toLowerCase();
  if (/<svg[\s>]/.test(head)) return 'svg';
  return /^\W*<(!doctype html|html)/.test(head) ? 'html' : 'unknown';
}
