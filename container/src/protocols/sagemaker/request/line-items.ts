import { Failure } from '../../../../../lib/contracts/failures';
import type { BodyItem, ItemLimits } from './body-item';
import { itemsOf } from './json-items';

const [tab, newline, carriageReturn, space] = [0x09, 0x0a, 0x0d, 0x20];

/**
 * The pictures of a body in JSON lines, each as soon as its line is there. A line of nothing but white space is no
 * line: it gets no answer, and its bytes are nobody's.
 *
 * @throws Failure image-too-large or image-missing
 */
export async function* lineItems(
  chunks: AsyncIterable<Buffer>,
  { itemBytes, take, giveBack }: ItemLimits,
): AsyncGenerator<BodyItem, boolean> {
  let parts: Buffer[] = [];
  let length = 0;
  let any = false;
  const finish = function* (rest: Buffer, held: number): Generator<BodyItem> {
    const pieces = [...parts, rest];
    parts = [];
    length = 0;
    if (pieces.every(isBlank)) {
      giveBack(held);
      return;
    }
    const line = Buffer.concat(pieces);
    any = true;
    yield* itemsOf(line, held);
  };
  for await (const chunk of chunks) {
    await take(chunk.length);
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield* finish(chunk.subarray(start, end), length + end + 1 - start);
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > itemBytes) throw new Failure('image-too-large', `One line is longer than ${itemBytes} bytes.`);
  }
  yield* finish(Buffer.alloc(0), length);
  if (!any) throw new Failure('image-missing', 'The body has no line.');
  return true;
}

function isBlank(piece: Buffer): boolean {
  for (const byte of piece) if (byte !== space && (byte < tab || byte > carriageReturn)) return false;
  return true;
}
