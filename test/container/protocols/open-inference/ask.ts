import { type ServerProcess, startTinyServer } from '../../server-process';
import { tinyScores } from '../../tiny-model';

/** The tiny model's picture input, of one colour each. */
export const colours = { red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255] } as const;
export type Colour = keyof typeof colours;

export const side = 32;
export const pixels = (...names: Colour[]): number[] =>
  names.flatMap((name) => Array.from({ length: side * side }, () => colours[name]).flat());

/** What the tiny model answers to pictures of these colours. */
export const scoresOf = (...names: Colour[]): number[] =>
  names.flatMap((name) => tinyScores(colours[name].map((value) => value / 255) as [number, number, number]));

export const imageInput = (names: Colour[], fields: object = {}) => ({
  name: 'image',
  shape: [names.length, side, side, 3],
  datatype: 'UINT8',
  ...fields,
});

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server says
  readonly json: any;
  /** What stands behind the JSON. */
  readonly binary: Buffer;
}

export async function ask(server: ServerProcess, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, init);
  const body = Buffer.from(await response.arrayBuffer());
  const length = Number(response.headers.get('inference-header-content-length') ?? body.length);
  const json = length === 0 ? undefined : JSON.parse(body.toString('utf8', 0, length));
  return { status: response.status, headers: response.headers, json, binary: body.subarray(length) };
}

export const post = (body: RequestInit['body'], headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body,
  headers,
});

export const inferPath = '/v2/models/tiny/infer';

/** Asks with JSON and binary data behind it. */
export function askBinary(server: ServerProcess, request: object, binary: Uint8Array, headers = {}): Promise<Answer> {
  const json = Buffer.from(JSON.stringify(request));
  const length = { 'Inference-Header-Content-Length': String(json.length) };
  return ask(server, inferPath, post(new Uint8Array(Buffer.concat([json, binary])), { ...length, ...headers }));
}

export const askJson = (server: ServerProcess, request: object, headers = {}): Promise<Answer> =>
  ask(server, inferPath, post(JSON.stringify(request), headers));

/** The numbers of an FP32 output, to six digits. */
export const rounded = (numbers: Iterable<number>): number[] =>
  Array.from(numbers, (value) => Number(value.toFixed(6)));

export const floats = (bytes: Buffer): number[] => {
  const aligned = Uint8Array.from(bytes);
  return Array.from(new Float32Array(aligned.buffer));
};

export { type ServerProcess, startTinyServer };
