import koffi from 'koffi';

/** Where systems keep it: Debian and Amazon Linux, then macOS with Homebrew, then Windows. */
const usualNames = ['libturbojpeg.so.0', 'libturbojpeg.dylib', '/opt/homebrew/lib/libturbojpeg.dylib', 'turbojpeg.dll'];

/** The calls of the TurboJPEG C API (version 2 and later) that decoding needs; see turbojpeg.h. */
export interface TurboJpegLibrary {
  initDecompress(): unknown;
  decompressHeader(
    handle: unknown,
    jpeg: Uint8Array,
    bytes: number,
    width: number[],
    height: number[],
    subsampling: number[],
    colourspace: number[],
  ): number;
  decompress(
    handle: unknown,
    jpeg: Uint8Array,
    bytes: number,
    target: Uint8Array,
    width: number,
    pitch: number,
    height: number,
    pixelFormat: number,
    flags: number,
  ): number;
  errorText(handle: unknown): string;
  errorCode(handle: unknown): number;
}

/** Loads the system's libturbojpeg. A library asked for by name must load; the usual one may be missing. */
export function openTurboJpegLibrary(path?: string): TurboJpegLibrary | undefined {
  for (const name of path === undefined ? usualNames : [path]) {
    try {
      return declare(koffi.load(name));
    } catch (cause) {
      if (path !== undefined) throw new Error(`the JPEG library ${path} cannot be loaded`, { cause });
    }
  }
  return undefined;
}

function declare(library: ReturnType<typeof koffi.load>): TurboJpegLibrary {
  return {
    initDecompress: library.func('void *tjInitDecompress()'),
    decompressHeader: library.func(
      'int tjDecompressHeader3(void *handle, const uint8_t *jpeg, unsigned long bytes, ' +
        '_Out_ int *width, _Out_ int *height, _Out_ int *subsampling, _Out_ int *colourspace)',
    ),
    decompress: library.func(
      'int tjDecompress2(void *handle, const uint8_t *jpeg, unsigned long bytes, uint8_t *target, ' +
        'int width, int pitch, int height, int pixelFormat, int flags)',
    ),
    errorText: library.func('const char *tjGetErrorStr2(void *handle)'),
    errorCode: library.func('int tjGetErrorCode(void *handle)'),
  };
}
