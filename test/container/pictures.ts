import sharp from '../../container/node_modules/sharp';

/** A picture of one colour: the tiny model's answer to it is known. */
export function plainPicture(
  colour: string,
  format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' = 'jpeg',
  size = 48,
): Promise<Buffer> {
  return sharp({ create: { width: size, height: size, channels: 3, background: colour } })
    .toFormat(format)
    .toBuffer();
}
