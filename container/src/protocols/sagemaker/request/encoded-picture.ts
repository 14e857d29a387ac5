import { Failure } from '../../../../../lib/contracts/failures';
import { comma, openBrace, openBracket, quote } from '../../json-bytes';

/** Where pictures stand in objects: TensorFlow Serving, our own way, and that of the Open Inference Protocol. */
const fields = ['b64', 'image', 'image_bytes', 'bytes', 'data', 'input'] as const;

/**
 * The pictures in one element of a JSON body: base64 or a data URL, bare or in an object.
 *
 * @throws Failure request-malformed that names what was expected
 */
export function picturesIn(text: Buffer): Buffer[] {
  const plain = plainPicture(text);
  if (plain) return [plain];
  if (hasManyParts(text)) throw unlike(`more than ${mostParts} values`);
  let value: unknown;
  try {
    value = JSON.parse(text.toString('utf8'));
  } catch {
    throw unlike(`"${text.subarray(0, 40).toString('utf8')}"`);
  }
  return stringsOf(value, 0).map(fromBase64);
}

const plainStart = /^\s*(\{\s*"(?:b64|image)"\s*:\s*)?"(?:data:[\w/+.-]*;base64,)?/;

/** The usual element, without a detour by strings of the same length: base64 and little around it. */
function plainPicture(text: Buffer): Buffer | undefined {
  const start = plainStart.exec(text.toString('latin1', 0, 128));
  if (!start) return undefined;
  const end = text.indexOf(quote, start[0].length);
  if (end < 0 || !(start[1] ? /^"\s*\}\s*$/ : /^"\s*$/).test(text.toString('latin1', end, end + 64))) return undefined;
  if (text.length > end + 64) return undefined;
  const encoded = text.toString('latin1', start[0].length, end);
  return base64.test(encoded) ? Buffer.from(encoded, 'base64') : undefined;
}

const base64 = /^[\w+/-]*={0,2}$/;

/** A bracket takes one byte here and fifty once it is parsed: what has more than these is no list of pictures. */
const mostParts = 1024;

function hasManyParts(text: Buffer): boolean {
  let parts = 0;
  for (let place = 0; place < text.length && parts <= mostParts; place += 1) {
    const byte = text[place];
    if (byte === comma || byte === openBracket || byte === openBrace) parts += 1;
  }
  return parts > mostParts;
}

function stringsOf(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (depth > 3 || value === null || typeof value !== 'object') throw unlike(describe(value));
  if (Array.isArray(value)) return value.flatMap((item) => stringsOf(item, depth + 1));
  const object = value as Record<string, unknown>;
  const field = fields.find((name) => Object.hasOwn(object, name));
  if (field === undefined) throw unlike(`an object with ${Object.keys(object).slice(0, 5).join(', ') || 'no field'}`);
  return stringsOf(object[field], depth + 1);
}

/** Bare base64, in its usual or its URL form, or a data URL. */
function fromBase64(text: string): Buffer {
  let encoded = text;
  if (text.startsWith('data:')) {
    const comma = text.indexOf(',');
    if (comma < 0 || !text.slice(0, comma).endsWith(';base64')) throw unlike('a data URL that is not in base64');
    encoded = text.slice(comma + 1);
  }
  if (!/^[\w+/\s-]*={0,2}\s*$/.test(encoded)) throw unlike('text that is not base64');
  return Buffer.from(encoded, 'base64');
}

function describe(value: unknown): string {
  return value === null ? 'null' : typeof value === 'object' ? 'lists in lists' : `a ${typeof value}`;
}

function unlike(received: string): Failure {
  return new Failure(
    'request-malformed',
    `Expected a picture in base64, bare or as {"b64": "..."}, received ${received.slice(0, 200)}.`,
  );
}
