import type { Manifest } from '../../../lib/contracts/manifest';
import type { Settings } from '../../../lib/contracts/settings';
import type { OutputShape } from '../detection/format';
import type { DecodeOptions } from '../image/decode-options';
import type { Decoder } from '../image/decoder';
import { ImageUnreadable } from '../image/image-unreadable';
import { pictureSize } from '../image/orientation';
import { preprocess } from '../preprocess';
import { resizedSize } from '../preprocess/frame';
import type { Resampler } from '../resample';
import type { Outcome, PictureTimings, PictureWork, Refused } from '../scheduler/slot';
import type { Session } from '../session/session';
import { toMachineClock } from '../telemetry/tracing/monotonic';
import { type Ask, askerOf, type TensorOfPicture } from './picture-answer';
import { brightnessOf } from './signals';

export interface PicturePathParts {
  readonly manifest: Manifest;
  /** What the model's outputs are declared as. */
  readonly outputs: readonly OutputShape[];
  readonly decoder: Decoder;
  readonly resampler: Resampler;
  readonly session: Session;
  readonly maxPixels: number;
  /** Whether large JPEGs may be reduced while they are decoded. @default 'exact' */
  readonly decode?: Settings['decode'];
  /** Whether to measure brightness and entropy. @default false */
  readonly signals?: boolean;
}

interface Prepared extends TensorOfPicture {
  readonly timings: Omit<PictureTimings, 'inferMs'>;
  /** On the machine's clock. */
  readonly decodeAt: number;
}

/** The path of a picture: encoded bytes -> pixels -> tensor -> scores -> labels, of a detector boxes too. */
export class PicturePath {
  private readonly decodeOptions: DecodeOptions;
  private readonly ask: Ask;

  constructor(private readonly parts: PicturePathParts) {
    const { exif, icc, alpha } = parts.manifest.preprocess;
    this.decodeOptions = {
      exif,
      icc,
      alpha,
      maxPixels: parts.maxPixels,
      resizedTo: parts.decode === 'fast' ? (picture) => resizedSize(picture, parts.manifest.preprocess) : undefined,
    };
    this.ask = askerOf(parts);
  }

  /** One outcome per picture, in order; a picture that fails never spoils its neighbours. */
  async classify(pictures: readonly PictureWork[]): Promise<Outcome[]> {
    const outcomes = new Array<Outcome>(pictures.length);
    const prepared = new Map<number, Prepared>();
    // One after the other: only one picture at a time is in memory at its full size.
    for (const [index, picture] of pictures.entries()) {
      const result = await this.prepare(picture);
      if ('failure' in result) outcomes[index] = result;
      else prepared.set(index, result);
    }
    for (const indices of groupBySize(prepared)) {
      const answers = await this.infer(
        indices.map((index) => prepared.get(index) as Prepared),
        indices.map((index) => pictures[index]),
      );
      for (const [place, index] of indices.entries()) outcomes[index] = answers[place];
    }
    return outcomes;
  }

  private async prepare({ bytes }: PictureWork): Promise<Prepared | Refused> {
    try {
      const start = performance.now();
      const pixels = await this.parts.decoder.decode(
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        this.decodeOptions,
      );
      const decoded = performance.now();
      const tensor = preprocess(pixels, this.parts.manifest.preprocess, this.parts.resampler);
      const timings = { decodeMs: decoded - start, preprocessMs: performance.now() - decoded };
      // A picture that needs no change becomes the tensor itself; its memory is still in use then.
      if (tensor.data.buffer !== pixels.data.buffer) this.parts.decoder.recycle?.(pixels);
      return { tensor, ...pictureSize(pixels), timings, decodeAt: toMachineClock(start) };
    } catch (error) {
      if (error instanceof ImageUnreadable) {
        return { failure: 'image-unreadable', message: `The picture cannot be read: ${error.message}.` };
      }
      return { failure: 'internal-error', message: `The picture could not be prepared: ${(error as Error).message}` };
    }
  }

  private async infer(batch: Prepared[], works: PictureWork[]): Promise<Outcome[]> {
    const { manifest, signals } = this.parts;
    const start = performance.now();
    try {
      const answerOf = await this.ask(batch, works);
      const inferMs = performance.now() - start;
      return batch.map(({ tensor, width, height, timings, decodeAt }, place) => ({
        ...answerOf(place),
        width,
        height,
        timings: { ...timings, inferMs },
        moments: { decodeAt, inferAt: toMachineClock(start) },
        ...(signals ? { brightness: brightnessOf(tensor, manifest.preprocess) } : {}),
      }));
    } catch (error) {
      if (batch.length === 1) return [this.explain(batch[0], error as Error)];
      // One picture may fail a whole run: alone, only that one does.
      const alone: Outcome[] = [];
      for (const [place, picture] of batch.entries()) alone.push(...(await this.infer([picture], [works[place]])));
      return alone;
    }
  }

  // A model that takes pictures at their own size rejects some sizes; any other model gets the same tensor shape always.
  private explain({ width, height }: Prepared, error: Error): Outcome {
    if (this.parts.manifest.preprocess.resize.mode === 'none' && !this.parts.manifest.preprocess.crop) {
      return {
        failure: 'image-unfit',
        message: `The model cannot work on ${width}x${height} pixels: ${error.message}`,
      };
    }
    return { failure: 'internal-error', message: `The model failed: ${error.message}` };
  }
}

function groupBySize(prepared: Map<number, Prepared>): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, { tensor }] of prepared) {
    const size = tensor.dims.join('x');
    groups.set(size, [...(groups.get(size) ?? []), index]);
  }
  return [...groups.values()];
}
