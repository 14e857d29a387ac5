import { dress } from './garments/dress';
import { hat } from './garments/hat';
import { pants, shorts } from './garments/legs';
import { outwear } from './garments/outwear';
import { shirt } from './garments/shirt';
import { shoes } from './garments/shoes';
import { skirt } from './garments/skirt';
import { longsleeve, tShirt } from './garments/tops';
import type { Random } from './random';
import type { Tailor } from './tailor';

/** `hangsFrom`: where a hanger holds it. */
export interface Pattern {
  sew: (random: Random, prefix: string) => Tailor;
  hangsFrom?: { top: number; shoulder: number };
}

export type GarmentKind =
  | 'dress'
  | 'hat'
  | 'longsleeve'
  | 'outwear'
  | 'pants'
  | 'shirt'
  | 'shoes'
  | 'shorts'
  | 'skirt'
  | 't-shirt';

export const wardrobe: Readonly<Record<GarmentKind, Pattern>> = {
  dress: { sew: dress, hangsFrom: { top: -330, shoulder: 100 } },
  hat: { sew: hat },
  longsleeve: { sew: longsleeve, hangsFrom: { top: -238, shoulder: 140 } },
  outwear: { sew: outwear, hangsFrom: { top: -225, shoulder: 150 } },
  pants: { sew: pants },
  shirt: { sew: shirt, hangsFrom: { top: -244, shoulder: 140 } },
  shoes: { sew: shoes },
  shorts: { sew: shorts },
  skirt: { sew: skirt },
  't-shirt': { sew: tShirt, hangsFrom: { top: -240, shoulder: 140 } },
};

/** The ten classes the demo model knows, in the order of its answers. */
export const garmentKinds = Object.keys(wardrobe) as GarmentKind[];
