import sharp from '../../../container/node_modules/sharp';
import { drawGarment, garmentKinds } from '../../../container/src/drawing';

/** A file as playwright hands it to a file chooser or a drop. */
export interface PictureFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Garments of every kind in turn, each drawn differently. */
export async function drawnPictures(count: number): Promise<PictureFile[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, place) => {
      const kind = garmentKinds[place % garmentKinds.length];
      const svg = Buffer.from(drawGarment({ kind, seed: place }));
      const buffer = await sharp(svg).resize(240, 240).jpeg({ quality: 85 }).toBuffer();
      return { name: `${kind}-${place}.jpg`, mimeType: 'image/jpeg', buffer };
    }),
  );
}

/** A JPEG that was cut short, as an interrupted upload leaves it. */
export async function brokenPicture(): Promise<PictureFile> {
  const [whole] = await drawnPictures(1);
  return { ...whole, name: 'broken.jpg', buffer: whole.buffer.subarray(0, 700) };
}

/** Text that calls itself a picture. */
export const notAPicture: PictureFile = {
  name: 'notes.png',
  mimeType: 'image/png',
  buffer: Buffer.from('Remember to buy milk.'),
};
