import { Failure } from '../../../../../lib/contracts/failures';
import type { BodyItem, ItemLimits } from './body-item';
import { picturesIn } from './encoded-picture';
import { JsonScanner } from './json-scanner';

/** TensorFlow Serving and KServe say instances, Hugging Face and the Open Inference Protocol inputs. */
const wanted = ['instances', 'inputs', 'b64', 'image', 'data'];

/**
 * The pictures of a JSON body, each as soon as it is there.
 *
 * @returns whether they stood in a list
 * @throws Failure request-malformed, image-too-large or image-missing
 */
export async function* jsonItems(
  chunks: AsyncIterable<Buffer>,
  { itemBytes, take }: ItemLimits,
): AsyncGenerator<BodyItem, boolean> {
  const scanner = new JsonScanner(wanted);
  let listed = false;
  let any = false;
  let held = 0;
  for await (const chunk of chunks) {
    await take(chunk.length);
    held += chunk.length;
    for (const element of scanner.push(chunk)) {
      any = true;
      listed ||= element.listed;
      yield* itemsOf(element.text, held);
      held = 0;
    }
    if (scanner.pending > itemBytes)
      throw new Failure('image-too-large', `One element is longer than ${itemBytes} bytes.`);
  }
  scanner.end();
  if (!any) throw new Failure('image-missing', `The body has none of ${wanted.join(', ')} with a picture in it.`);
  return listed;
}

/** A line or element that cannot be understood fails alone. */
export function* itemsOf(text: Buffer, held: number): Generator<BodyItem> {
  let rest = held;
  try {
    for (const bytes of picturesIn(text)) {
      yield { bytes, held: rest };
      rest = 0;
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    yield { failure: error, held: rest };
  }
}
