import sharp from 'sharp';
import { type DrawingRequest, drawGarment } from './index';
import { Random } from './random';

export interface PhotographRequest extends DrawingRequest {
  /** Pixels along the longer side. @default 960 */
  longSide?: number;
}

/** A drawing as a phone would hand it in: a JPEG, slightly soft, slightly noisy. Node only. */
export async function photographGarment({ kind, seed, longSide = 960 }: PhotographRequest): Promise<Buffer> {
  const random = new Random(seed ^ 0x5eed);
  const density = (72 * longSide) / 800;
  const sheet = sharp(Buffer.from(drawGarment({ kind, seed })), { density })
    .flatten()
    .removeAlpha();
  const soft = random.chance(0.5) ? sheet.blur(random.between(0.4, 1.1)) : sheet;
  const { data, info } = await soft.raw().toBuffer({ resolveWithObject: true });
  addGrain(data, random, random.between(3, 13));
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .jpeg({ quality: random.whole(72, 92) })
    .toBuffer();
}

/** Sensor noise, in place. The numbers are drawn once and reused from random places: fresh ones would cost seconds. */
function addGrain(pixels: Buffer, random: Random, amount: number): void {
  const grain = Float32Array.from({ length: 4099 }, () => random.wobble(amount));
  let at = 0;
  for (let index = 0; index < pixels.length; index += 1) {
    if (index % 997 === 0) at = random.whole(0, 4098);
    pixels[index] = Math.max(0, Math.min(255, pixels[index]! + grain[at]!));
    at = at === 4098 ? 0 : at + 1;
  }
}
