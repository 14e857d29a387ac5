import { ByteReader, Damaged } from '../../../../lib/contracts/byte-reader';
import type { DecodeOptions } from '../decode-options';
import { ImageUnreadable } from '../image-unreadable';
import { turned } from '../orientation';
import type { Pixels } from '../pixels';
import { decodeWithSharp } from '../sharp-decoder';
import { type JpegLayout, readJpegLayout } from './jpeg-layout';
import { type Reduction, reductionFor } from './jpeg-reduction';
import type { TurboJpegDecoder } from './turbojpeg-decoder';

/** Encoders write about ten scans; thousands make a small file cost minutes. */
const MAX_SCANS = 100;

/** Decodes JPEG by libturbojpeg where it can, else by sharp; the pixels are the same. */
export async function decodeJpeg(
  bytes: Buffer,
  options: DecodeOptions,
  turbojpeg: TurboJpegDecoder | undefined,
): Promise<Pixels> {
  const layout = readWholeLayout(bytes);
  if (layout.scans > MAX_SCANS) throw new ImageUnreadable(`the JPEG has ${layout.scans} scans, at most ${MAX_SCANS}`);
  if (!layout.ended) throw new ImageUnreadable('the JPEG data ends too early');
  const managed = options.icc === 'srgb' && layout.hasProfile;
  const pixels = managed ? undefined : turbojpeg?.decode(bytes, layout, reductionOf(layout, options));
  if (pixels === undefined) return decodeWithSharp(bytes, options);
  return options.exif === 'apply' ? { ...pixels, orientation: layout.orientation } : pixels;
}

function reductionOf(layout: JpegLayout, { exif, resizedTo }: DecodeOptions): Reduction {
  const picture = exif === 'apply' ? turned(layout, layout.orientation) : layout;
  const needed = resizedTo?.(picture);
  return needed ? reductionFor(picture, needed) : 1;
}

function readWholeLayout(bytes: Buffer): JpegLayout {
  try {
    return readJpegLayout(new ByteReader(bytes), 'end');
  } catch (error) {
    throw error instanceof Damaged ? new ImageUnreadable(error.message) : error;
  }
}
