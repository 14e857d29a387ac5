import { cmykToRgb } from '../colour';
import { ImageUnreadable } from '../image-unreadable';
import { CHANNELS, type Pixels } from '../pixels';
import { SpareBuffer } from '../spare-buffer';
import { type Reduction, reducedSize } from './jpeg-reduction';
import type { TurboJpegLibrary } from './turbojpeg-library';

// Constants of turbojpeg.h.
const TJPF_RGB = 0;
const TJPF_CMYK = 11;
const TJCS_CMYK = 3;
const TJCS_YCCK = 4;
const TJERR_WARNING = 0;
const TJFLAG_ACCURATEDCT = 4096;
const TJFLAG_LIMITSCANS = 32768;

const SOURCE_RAN_DRY = 'Premature end of JPEG file';

/** Decodes JPEG by the system's libturbojpeg, with one handle for the life of the process. Not for several threads. */
export class TurboJpegDecoder {
  private readonly handle: unknown;
  private readonly memory = new SpareBuffer();

  constructor(private readonly library: TurboJpegLibrary) {
    this.handle = library.initDecompress();
  }

  /** The pixels, or undefined where the library cannot do this kind of JPEG. Damage is `ImageUnreadable`. */
  decode(jpeg: Uint8Array, expected: { width: number; height: number }, reduction: Reduction = 1): Pixels | undefined {
    const [width, height, subsampling, colourspace] = [[0], [0], [0], [0]];
    const { library, handle } = this;
    const known = library.decompressHeader(handle, jpeg, jpeg.length, width, height, subsampling, colourspace);
    if (known !== 0) return undefined;
    // The limits were checked against our own reading of the header, so the library's must be the same.
    if (width[0] !== expected.width || height[0] !== expected.height) {
      throw new ImageUnreadable('the JPEG header contradicts itself');
    }
    const inks = colourspace[0] === TJCS_CMYK || colourspace[0] === TJCS_YCCK;
    const size = reducedSize(expected, reduction);
    const data = this.memory.take(size.width * size.height * (inks ? 4 : CHANNELS));
    this.fill(jpeg, data, size, inks ? TJPF_CMYK : TJPF_RGB);
    const pixels = inks ? cmykToRgb({ data, ...size }, 255) : { data, ...size };
    return reduction === 1 ? pixels : { ...pixels, whole: { width: expected.width, height: expected.height } };
  }

  /** The pixels' memory may be used for the next picture. */
  recycle({ data }: Pixels): void {
    this.memory.giveBack(data);
  }

  private fill(jpeg: Uint8Array, data: Uint8Array, { width, height }: Omit<Pixels, 'data'>, format: number): void {
    const { library, handle } = this;
    const flags = TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS;
    if (library.decompress(handle, jpeg, jpeg.length, data, width, 0, height, format, flags) === 0) return;
    // Like Pillow: damage the decoder could step over is accepted, a picture that ends early is not.
    const harmless = library.errorCode(handle) === TJERR_WARNING && library.errorText(handle) !== SOURCE_RAN_DRY;
    if (!harmless) throw new ImageUnreadable('the JPEG data is damaged or incomplete');
  }
}
