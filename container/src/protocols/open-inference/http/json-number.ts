const zero = 0x30;
const nine = 0x39;
const minus = 0x2d;
const plus = 0x2b;
const point = 0x2e;

/** Powers of ten that a float64 holds exactly. */
const exactPowers = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/**
 * The value of a JSON number in `bytes[start, end)`; NaN when it is none.
 *
 * Up to 15 digits with up to 22 places are computed here: one division of two exact numbers rounds correctly, and no text
 * has to be made. Everything longer is left to `Number`.
 */
export function jsonNumber(bytes: Uint8Array, start: number, end: number): number {
  let place = start;
  const negative = bytes[place] === minus;
  if (negative) place += 1;
  const first = place;
  let whole = 0;
  let places = 0;
  let seenPoint = false;
  for (; place < end; place += 1) {
    const byte = bytes[place];
    if (byte >= zero && byte <= nine) {
      whole = whole * 10 + (byte - zero);
      if (seenPoint) places += 1;
    } else if (byte === point && !seenPoint && place > first) seenPoint = true;
    else return byNumber(bytes, start, end);
  }
  const digits = place - first - (seenPoint ? 1 : 0);
  if (digits === 0 || (seenPoint && places === 0)) return Number.NaN;
  if (digits > 15) return byNumber(bytes, start, end);
  const value = whole / exactPowers[places];
  return negative ? -value : value;
}

/** The same for numbers beyond the whole numbers of a float64; nothing when it is no whole number. */
export function jsonBigInt(bytes: Uint8Array, start: number, end: number): bigint | undefined {
  // 2 ** 64 has 20 digits; with more, nothing fits any type.
  if (end - start > 24) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return /^-?\d+$/.test(text) ? BigInt(text) : wholeOf(Number(text));
}

function wholeOf(value: number): bigint | undefined {
  return Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function byNumber(bytes: Uint8Array, start: number, end: number): number {
  // What `Number` reads besides numbers, such as 0x10 and Infinity, is no JSON.
  for (let place = start; place < end; place += 1) {
    const byte = bytes[place];
    const digit = byte >= zero && byte <= nine;
    if (!digit && byte !== minus && byte !== plus && byte !== point && (byte | 0x20) !== 0x65) return Number.NaN;
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return text === '' ? Number.NaN : Number(text);
}
