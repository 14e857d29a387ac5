import { drawGarment, garmentKinds } from '../src/drawing';

const longSide = 640;
const quality = 0.9;

/** One garment of every kind, drawn anew each time, as JPEG files like those a person would drop. */
export async function* drawSamples(): AsyncGenerator<File> {
  const seed = randomSeed();
  for (const kind of garmentKinds) {
    const canvas = await rasterise(drawGarment({ kind, seed }), longSide);
    yield new File([await jpeg(canvas)], `drawn-${kind}-${seed}.jpg`, { type: 'image/jpeg' });
  }
}

/** The same garments in small, to look at. */
export async function* drawMiniatures(height: number): AsyncGenerator<HTMLCanvasElement> {
  const seed = randomSeed();
  for (const kind of garmentKinds) yield await rasterise(drawGarment({ kind, seed }), height);
}

async function rasterise(svg: string, side: number): Promise<HTMLCanvasElement> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = side / Math.max(image.naturalWidth, image.naturalHeight);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function jpeg(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const take = (blob: Blob | null) => (blob ? resolve(blob) : reject(new Error('the browser made no JPEG')));
    canvas.toBlob(take, 'image/jpeg', quality);
  });
}

function randomSeed(): number {
  return Math.floor(Math.random() * 1e6);
}
