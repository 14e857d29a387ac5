/** A decoded picture: rows from the top, pixels from the left, three bytes each (red, green, blue), no padding. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Bytes of one pixel. */
export const CHANNELS = 3;
