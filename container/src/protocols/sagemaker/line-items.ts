import { Failure } from '../../../../lib/contracts/failures';
import type { BodyItem, ItemLimits } from './body-item';
import { itemsOf } from './json-items';

const newline = 0x0a;

/**
 * The pictures of a body in JSON lines, each as soon as its line is there.
 *
 * @throws Failure image-too-large or image-missing
 */
export async function* lineItems(
  chunks: AsyncIterable<Buffer>,
  { itemBytes, take }: ItemLimits,
): AsyncGenerator<BodyItem, boolean> {
  let parts: Buffer[] = [];
  let length = 0;
  let any = false;
  const finish = function* (rest: Buffer): Generator<BodyItem> {
    const line = Buffer.concat([...parts, rest]);
    const held = length + rest.length;
    parts = [];
    length = 0;
    if (line.toString('latin1', 0, 64).trim() === '' && line.toString('latin1').trim() === '') return;
    any = true;
    yield* itemsOf(line, held);
  };
  for await (const chunk of chunks) {
    await take(chunk.length);
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield* finish(chunk.subarray(start, end));
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > itemBytes) throw new Failure('image-too-large', `One line is longer than ${itemBytes} bytes.`);
  }
  yield* finish(Buffer.alloc(0));
  if (!any) throw new Failure('image-missing', 'The body has no line.');
  return true;
}
