import sharp, { type Sharp } from 'sharp';
import { cmykToRgb, onWhite } from './colour';
import type { DecodeOptions } from './decode-options';
import { ImageUnreadable } from './image-unreadable';
import { CHANNELS, type Pixels } from './pixels';

// Pictures come one at a time and never again: a cache would only hold memory, threads only fight over the processor.
sharp.cache(false);
sharp.concurrency(1);

/** Decodes any of the formats by libvips: the first frame, whole, with Pillow's pixels (docs: AVIF and transparent GIF differ). */
export async function decodeWithSharp(bytes: Buffer, options: DecodeOptions): Promise<Pixels> {
  try {
    return await decode(bytes, options);
  } catch (cause) {
    if (cause instanceof ImageUnreadable) throw cause;
    throw new ImageUnreadable('the picture is damaged, incomplete or of a kind that cannot be decoded', { cause });
  }
}

async function decode(bytes: Buffer, { exif, icc, alpha, maxPixels }: DecodeOptions): Promise<Pixels> {
  const ignoreIcc = icc === 'ignore';
  const stored = sharp(bytes, { failOn: 'error', limitInputPixels: maxPixels, pages: 1, ignoreIcc });
  const { space } = await stored.metadata();
  const upright = exif === 'apply' ? stored.autoOrient() : stored;
  if (space === 'cmyk' && ignoreIcc) {
    return cmykToRgb(await raw(upright.pipelineColourspace('cmyk').toColourspace('cmyk'), 4), 0);
  }
  const colour = upright.toColourspace('srgb');
  return alpha === 'white' ? onWhite(await raw(colour.ensureAlpha(), 4)) : raw(colour.removeAlpha(), CHANNELS);
}

async function raw(image: Sharp, channels: number): Promise<Pixels> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) throw new ImageUnreadable(`a pixel of the picture has ${info.channels} channels`);
  return { data, width: info.width, height: info.height };
}
