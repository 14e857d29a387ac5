import { Random } from './random';
import { drawScene } from './scene';
import { type GarmentKind, garmentKinds, wardrobe } from './wardrobe';

export { type GarmentKind, garmentKinds };

export interface DrawingRequest {
  kind: GarmentKind;
  seed: number;
}

/** A product photograph as SVG, drawn from nothing but its seed: the same request gives the same string everywhere. */
export function drawGarment({ kind, seed }: DrawingRequest): string {
  const random = new Random(seed * garmentKinds.length + garmentKinds.indexOf(kind));
  const frame = random.chance(0.85) ? { width: 600, height: 800 } : { width: 800, height: 600 };
  // Several drawings may share one page, where the names of gradients are global.
  return drawScene(random, wardrobe[kind], frame, `${kind}-${seed}-`);
}
