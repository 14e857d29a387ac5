import sharp from '../../container/node_modules/sharp';

/** The pictures as they are, and some of them as PNG, WebP, GIF, AVIF and progressive JPEG, upright and turned. */
export async function everyFormat(pictures: readonly Buffer[]): Promise<Buffer[]> {
  const picture = (place: number) => sharp(pictures[place % pictures.length]);
  const converted = [
    picture(1).png(),
    picture(2).png({ palette: true }),
    picture(3).ensureAlpha(0.5).png(),
    picture(4).webp(),
    picture(5).webp({ lossless: true }),
    picture(6).gif(),
    picture(7).avif({ effort: 0 }),
    picture(8).jpeg({ progressive: true }),
    picture(9).greyscale().jpeg(),
    picture(0).withMetadata({ orientation: 6 }).jpeg(),
  ];
  return [...pictures, ...(await Promise.all(converted.map((each) => each.toBuffer())))];
}
