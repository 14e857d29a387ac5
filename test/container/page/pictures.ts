import sharp from '../../../container/node_modules/sharp';
import { drawGarment, garmentKinds } from '../../../container/src/drawing';

/** A file as playwright hands it to a file chooser or a drop. */
export interface PictureFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Garments of every kind in turn, a third as large as drawn, because drawing takes most of the time. */
export async function drawnPictures(count: number): Promise<PictureFile[]> {
  const kinds = garmentKinds.slice(0, count);
  const drawn = await Promise.all(kinds.map((kind) => drawOnce(kind)));
  return Array.from({ length: count }, (_, place) => {
    const kind = garmentKinds[place % garmentKinds.length];
    return { name: `${kind}-${place}.jpg`, mimeType: 'image/jpeg', buffer: drawn[place % drawn.length] };
  });
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

const drawings = new Map<string, Promise<Buffer>>();

function drawOnce(kind: (typeof garmentKinds)[number]): Promise<Buffer> {
  const svg = Buffer.from(drawGarment({ kind, seed: 7 }));
  const drawing = drawings.get(kind) ?? sharp(svg, { density: 24 }).flatten().jpeg({ quality: 85 }).toBuffer();
  drawings.set(kind, drawing);
  return drawing;
}
