/** How much smaller a JPEG becomes while it is decoded, in each direction; 1 is not at all. */
export type Reduction = 1 | 2 | 4 | 8;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The most a picture can be reduced so that it is still as large, in both directions, as what it will be resized to. */
export function reductionFor(picture: Size, needed: Size): Reduction {
  const spare = Math.min(picture.width / needed.width, picture.height / needed.height);
  return ([8, 4, 2] as const).find((reduction) => reduction <= spare) ?? 1;
}

/** The size that libjpeg gives a reduced picture. */
export function reducedSize({ width, height }: Size, reduction: Reduction): Size {
  return { width: Math.ceil(width / reduction), height: Math.ceil(height / reduction) };
}
