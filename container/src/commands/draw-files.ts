import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { garmentKinds } from '../drawing';
import { photographGarment } from '../drawing/photograph';

export interface DrawOptions {
  readonly count: number;
  /** The folder, which is made where it is missing. */
  readonly to: string;
  readonly out: NodeJS.WritableStream;
}

/** As large as classification needs: larger ones take seconds to draw. */
const longSide = 480;

/** `image-classifier draw`: writes product photographs as `0001-dress.jpg`, and each name as soon as the file is whole. */
export async function drawFiles({ count, to, out }: DrawOptions): Promise<number> {
  mkdirSync(to, { recursive: true });
  for (let number = 1; number <= count; number += 1) {
    const kind = garmentKinds[(number - 1) % garmentKinds.length];
    const name = `${String(number).padStart(4, '0')}-${kind}.jpg`;
    const picture = await photographGarment({ kind, seed: number, longSide });
    writeFileSync(join(to, `.${name}`), picture);
    renameSync(join(to, `.${name}`), join(to, name));
    out.write(`${name}\n`);
  }
  return 0;
}
