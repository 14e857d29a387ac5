import { type ByteReader, Damaged } from '../../../../lib/contracts/byte-reader';
import { type Orientation, readOrientation } from '../exif';
import { APP1, APP2, EOI, isFrame, type Segment, SOS, segments } from './jpeg-segments';

/** What the segments of a JPEG file say about how it must be decoded. */
export interface JpegLayout {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  /** Samples stored for each pixel, all components together: 3 for 4:4:4, 1.5 for 4:2:0. */
  readonly samplesPerPixel: number;
  /** Progressive, or components in separate scans: the coefficients of the whole picture are held until the end. */
  readonly heldWhole: boolean;
  readonly orientation: Orientation;
  readonly hasProfile: boolean;
  readonly scans: number;
  /** Whether the end marker was reached; false too where reading stopped before it. */
  readonly ended: boolean;
}

type Frame = Pick<JpegLayout, 'width' | 'height' | 'components' | 'samplesPerPixel'> & { progressive: boolean };

/** Reads a JPEG file's layout, up to its first scan (all that admission needs) or to its end. */
export function readJpegLayout(reader: ByteReader, until: 'first scan' | 'end'): JpegLayout {
  let frame: Frame | undefined;
  let orientation: Orientation = 1;
  let hasProfile = false;
  let heldWhole = false;
  let scans = 0;
  let ended = false;
  for (const segment of segments(reader)) {
    const { marker, start } = segment;
    if (marker === APP1 && orientation === 1) orientation = readOrientation(reader, start);
    if (marker === APP2) hasProfile ||= reader.isAt(start, 'ICC_PROFILE\0');
    if (isFrame(marker) && frame === undefined) frame = readFrame(reader, segment);
    if (marker === EOI) ended = true;
    if (marker !== SOS || frame === undefined) continue;
    scans++;
    heldWhole ||= frame.progressive || reader.u8(start) < frame.components;
    if (until === 'first scan') break;
  }
  if (frame === undefined || scans === 0) throw new Damaged('the file has no frame header or no picture data');
  const { progressive: _, ...size } = frame;
  return { ...size, heldWhole, orientation, hasProfile, scans, ended };
}

function readFrame(reader: ByteReader, { marker, start }: Segment): Frame {
  const components = reader.u8(start + 5);
  const areas = [];
  for (let i = 0; i < components; i++) {
    const factors = reader.u8(start + 7 + i * 3);
    areas.push((factors >> 4) * (factors & 15));
  }
  const samplesPerPixel = areas.reduce((sum, area) => sum + area, 0) / Math.max(...areas, 1);
  const progressive = (marker & 3) >= 2;
  const [height, width] = [reader.u16(start + 1), reader.u16(start + 3)];
  return { width, height, samplesPerPixel, components, progressive };
}
