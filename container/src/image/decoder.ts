import type { DecodeOptions } from './decode-options';
import { readImageHeader } from './headers/read-header';
import { ImageUnreadable } from './image-unreadable';
import { decodeJpeg } from './jpeg/jpeg-decoder';
import { TurboJpegDecoder } from './jpeg/turbojpeg-decoder';
import { openTurboJpegLibrary } from './jpeg/turbojpeg-library';
import type { Pixels } from './pixels';
import { decodeWithSharp } from './sharp-decoder';

/** Turns an encoded picture into pixels, which may still have to be turned upright. Rejects with `ImageUnreadable` where the picture is to blame. */
export interface Decoder {
  decode(bytes: Buffer, options: DecodeOptions): Promise<Pixels>;
  /** Says that nobody reads these pixels any more; decoding the next picture is then a quarter cheaper. Optional. */
  recycle?(pixels: Pixels): void;
}

export interface DecoderOptions {
  /** The path or name of libturbojpeg, or false to do without. @default - the system's, where it has one */
  turbojpeg?: string | false;
}

/** A decoder for one process: pictures of any of the formats, one at a time. */
export function createDecoder({ turbojpeg }: DecoderOptions = {}): Decoder & { jpegEngine: 'libturbojpeg' | 'sharp' } {
  const library = turbojpeg === false ? undefined : openTurboJpegLibrary(turbojpeg);
  const jpegDecoder = library && new TurboJpegDecoder(library);
  return {
    jpegEngine: jpegDecoder ? 'libturbojpeg' : 'sharp',
    recycle: (pixels) => jpegDecoder?.recycle(pixels),
    async decode(bytes, options) {
      const header = readImageHeader(bytes);
      if ('unsupported' in header)
        throw new ImageUnreadable(`not a picture of a supported format: ${header.unsupported}`);
      if ('unreadable' in header) throw new ImageUnreadable(header.unreadable);
      const { format, width, height } = header;
      if (width * height > options.maxPixels) {
        throw new ImageUnreadable(`the picture has ${width}x${height} pixels, at most ${options.maxPixels} in all`);
      }
      return format === 'jpeg' ? decodeJpeg(bytes, options, jpegDecoder) : decodeWithSharp(bytes, options);
    },
  };
}
