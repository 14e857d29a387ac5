export interface DecodeOptions {
  /** Whether the picture is turned as its EXIF orientation says. */
  exif: 'apply' | 'ignore';
  /** Whether an embedded colour profile is converted to sRGB, or the numbers are taken as they are. */
  icc: 'ignore' | 'srgb';
  /** Whether transparency is forgotten, as Pillow's `convert('RGB')` does, or laid on white. */
  alpha: 'drop' | 'white';
  /** The most pixels a picture may have; a larger one is refused before any memory is taken. */
  maxPixels: number;
  /**
   * The size that an upright picture will be resized to. With it, a large JPEG is made smaller while it is decoded, to a half,
   * a quarter or an eighth of its size but never below that: much cheaper, and no longer Pillow's pixels.
   */
  resizedTo?: (picture: { width: number; height: number }) => { width: number; height: number } | undefined;
}
