import { drawGarment, garmentKinds } from '../src/drawing';

const side = 320;
const quality = 0.9;

/** One garment of every kind, drawn anew each time, as JPEG files like those a person would drop. */
export async function drawSamples(): Promise<File[]> {
  const seed = Math.floor(Math.random() * 1e6);
  return Promise.all(
    garmentKinds.map(async (kind, place) => {
      const picture = await rasterise(drawGarment({ kind, seed: seed + place }));
      return new File([picture], `drawn-${kind}.jpg`, { type: 'image/jpeg' });
    }),
  );
}

async function rasterise(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image(side, side);
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = side;
    canvas.height = side;
    canvas.getContext('2d')?.drawImage(image, 0, 0, side, side);
    return await jpeg(canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}

function jpeg(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const take = (blob: Blob | null) => (blob ? resolve(blob) : reject(new Error('The browser made no JPEG.')));
    canvas.toBlob(take, 'image/jpeg', quality);
  });
}
