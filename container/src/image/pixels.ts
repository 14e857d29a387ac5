import type { Orientation } from './exif';

/** A decoded picture: rows from the top, pixels from the left, three bytes each (red, green, blue), no padding. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
  /** How the picture still has to be turned; the resampler does it for nothing. @default 1 - upright as it is */
  orientation?: Orientation;
  /** The size before the decoder made the picture smaller, as it is stored. @default - it is whole */
  whole?: { width: number; height: number };
}

/** Bytes of one pixel. */
export const CHANNELS = 3;
