import type { Duration, Size } from 'aws-cdk-lib';
import type { Settings } from '../contracts/settings';

/** Picture formats that the server can decode. */
export enum ImageFormat {
  JPEG = 'jpeg',
  PNG = 'png',
  WEBP = 'webp',
  /** The first frame only. */
  GIF = 'gif',
  /** Costly to decode: a file of 500 bytes can take 300 MB. */
  AVIF = 'avif',
  TIFF = 'tiff',
}

/** How much the server tells. */
export enum LogLevel {
  DEBUG = 'debug',
  INFO = 'info',
  WARN = 'warn',
  ERROR = 'error',
  SILENT = 'silent',
}

/** How a picture becomes pixels. */
export enum Decoding {
  /** The pixels that training saw: those of Pillow, or of OpenCV. */
  EXACT = 'exact',
  /**
   * JPEGs at least twice as large as the model needs are made smaller while they are decoded. Photographs of 12 megapixels cost
   * half; a value of a pixel differs by less than 1 in 255 on average.
   */
  FAST = 'fast',
}

/** How the server inside every task behaves; its own defaults suit most shops. */
export interface ServerSettings {
  /**
   * The formats it accepts, recognised by content and never by name.
   *
   * @default - JPEG, PNG, WebP and GIF
   */
  readonly formats?: ImageFormat[];

  /**
   * The largest request body.
   *
   * @default Size.mebibytes(25)
   */
  readonly maxBodySize?: Size;

  /**
   * The most pixels one picture may have.
   *
   * @default 50_000_000
   */
  readonly maxPixels?: number;

  /**
   * Whether large JPEGs may be decoded at a reduced size.
   *
   * @default Decoding.EXACT
   */
  readonly decode?: Decoding;

  /**
   * The most pictures that wait for a free CPU before callers are turned away with 503 and Retry-After.
   *
   * @default 256
   */
  readonly maxWaiting?: number;

  /**
   * From the first byte of a request to its answer; later the picture is dropped with 504.
   *
   * @default Duration.seconds(30)
   */
  readonly requestTimeout?: Duration;

  /**
   * The least severe log line written.
   *
   * @default LogLevel.INFO
   */
  readonly logLevel?: LogLevel;
}

/** The same in the words of the contract; nothing else of the library knows both. */
export function settingsOf({ maxBodySize, requestTimeout, ...same }: ServerSettings): Partial<Settings> {
  return {
    ...same,
    maxBodyBytes: maxBodySize?.toBytes(),
    requestTimeoutSeconds: requestTimeout?.toSeconds({ integral: false }),
  };
}
