import type { Preprocess } from '../../../../lib/contracts/manifest';

/** What an image processor of transformers does with the fields of its configuration, and where it leaves some out. */
export interface Processor {
  /** What one number in `size` means. */
  readonly size: 'square' | 'short-side';
  /** Where its versions disagree about the filter it takes when none is written, it has none here. */
  readonly kernel?: Preprocess['kernel'];
  readonly crops: boolean;
  readonly bgr?: boolean;
  /**
   * How the short side is enlarged before the crop: by `crop_pct` with a crop of its own below 384 pixels (ConvNeXt), by
   * `crop_pct` (PoolFormer), or by 256/224 (LeViT).
   */
  readonly enlarges?: 'crop-pct-below-384' | 'crop-pct' | 'levit';
}

/** By the name of the class, in small letters, without what it ends in (`ImageProcessor`, `FeatureExtractor`, `Fast`). */
export const processors: Readonly<Record<string, Processor>> = {
  vit: { size: 'square', kernel: 'bilinear', crops: false },
  deit: { size: 'square', kernel: 'bicubic', crops: true },
  beit: { size: 'square', kernel: 'bicubic', crops: false },
  clip: { size: 'short-side', kernel: 'bicubic', crops: true },
  bit: { size: 'short-side', kernel: 'bicubic', crops: true },
  siglip: { size: 'square', kernel: 'bicubic', crops: false },
  convnext: { size: 'short-side', crops: false, enlarges: 'crop-pct-below-384' },
  poolformer: { size: 'short-side', kernel: 'bicubic', crops: true, enlarges: 'crop-pct' },
  levit: { size: 'short-side', kernel: 'bicubic', crops: true, enlarges: 'levit' },
  mobilenetv1: { size: 'short-side', kernel: 'bilinear', crops: true },
  mobilenetv2: { size: 'short-side', kernel: 'bilinear', crops: true },
  mobilevit: { size: 'short-side', crops: true, bgr: true },
  segformer: { size: 'square', kernel: 'bilinear', crops: false },
  pvt: { size: 'square', crops: false },
  rtdetr: { size: 'square', crops: false },
};
