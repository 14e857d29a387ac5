import type { ImageFormat } from '../../../../lib/contracts/picture-format';

/** What a picture says about itself before any of it is decoded. */
export interface ImageHeader {
  format: ImageFormat;
  /** As stored, before any EXIF orientation. */
  width: number;
  height: number;
  /** The most memory a decoder needs for each pixel, result included. @default - the usual value of the format */
  bytesPerPixel?: number;
}
