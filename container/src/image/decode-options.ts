export interface DecodeOptions {
  /** Whether the picture is turned as its EXIF orientation says. */
  exif: 'apply' | 'ignore';
  /** Whether an embedded colour profile is converted to sRGB, or the numbers are taken as they are. */
  icc: 'ignore' | 'srgb';
  /** Whether transparency is forgotten, as Pillow's `convert('RGB')` does, or laid on white. */
  alpha: 'drop' | 'white';
  /** The most pixels a picture may have; a larger one is refused before any memory is taken. */
  maxPixels: number;
}
