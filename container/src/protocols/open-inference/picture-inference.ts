import { Failure } from '../../../../lib/contracts/failures';
import type { Classifier, PictureAnswer } from '../../classifier';
import type { RequestTrace } from '../../telemetry/tracing/request-trace';
import type { ModelTensors } from './model-tensors';
import type { Tensor } from './tensor';

interface Waiting {
  readonly deadline: number;
  readonly priority?: number;
  readonly signal: AbortSignal;
  readonly trace?: RequestTrace;
}

/**
 * Encoded pictures, each an element of a BYTES tensor in the place of the model's picture input. Each is work of its own,
 * so pictures of one request run on all processes at once.
 *
 * @throws Failure of the first picture that fails; the others are dropped then
 */
export async function inferPictures(
  tensor: Tensor,
  classifier: Pick<Classifier, 'answer'>,
  { deadline, priority, signal, trace }: Waiting,
): Promise<PictureAnswer[]> {
  const pictures = picturesOf(tensor);
  const others = new AbortController();
  const together = others.signal;
  const leave = () => others.abort(signal.reason);
  signal.addEventListener('abort', leave);
  try {
    return await Promise.all(
      pictures.map(async (picture, place) => {
        try {
          return await classifier.answer(picture, { deadline, priority, signal: together, trace });
        } catch (error) {
          throw pictures.length > 1 && error instanceof Failure ? numbered(error, place) : error;
        }
      }),
    );
  } catch (error) {
    others.abort(new Failure('request-cancelled'));
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function numbered(failure: Failure, place: number): Failure {
  return new Failure(failure.id, `Picture ${place}: ${failure.message}`);
}

function picturesOf({ name, shape, elements }: Tensor): Buffer[] {
  const oneEach = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (!oneEach || shape[0] === 0 || !('strings' in elements)) {
    throw new Failure(
      'tensors-unfit',
      `Encoded pictures stand in ${name} with the shape [n] or [n, 1]; the request says [${shape.join(', ')}].`,
    );
  }
  const { strings, text } = elements;
  return strings.map((string) => {
    const bytes = Buffer.from(string.buffer, string.byteOffset, string.byteLength);
    return text ? fromText(bytes) : bytes;
  });
}

/** JSON carries a picture as base64, bare or as a data URL. */
function fromText(bytes: Buffer): Buffer {
  const comma = bytes.subarray(0, 5).toString('latin1').toLowerCase() === 'data:' ? bytes.indexOf(',') : -1;
  return Buffer.from(bytes.subarray(comma + 1).toString('latin1'), 'base64');
}

/** The answers as the one tensor that the model's first output is known as. */
export function answerTensor(answers: readonly PictureAnswer[], tensors: ModelTensors): Tensor {
  if (!answers[0].picture.boxes) return scoresTensor(answers, tensors);
  return { name: tensors.outputs[0].name, ...boxesOf(answers) };
}

/** The score of every label for every picture; of a detector, the best score among its boxes. */
export function scoresTensor(answers: readonly PictureAnswer[], { outputs: [{ name }] }: ModelTensors): Tensor {
  const rows = answers.map(({ picture }) => picture.scores ?? new Float32Array());
  return { name, ...stacked(rows, [rows.length, rows[0].length]) };
}

const boxColumns = 6;

/**
 * What a detector found, as [pictures, most, 6]: x1, y1, x2, y2 in pixels of the upright picture, score, class. Rows after a
 * picture's last box are zero.
 */
function boxesOf(answers: readonly PictureAnswer[]): Omit<Tensor, 'name'> {
  const found = answers.map(({ picture }) => picture.boxes ?? []);
  const most = Math.max(...found.map(({ length }) => length));
  const rows = found.map((boxes) => {
    const row = new Float32Array(most * boxColumns);
    for (const [place, { box, score, index }] of boxes.entries()) {
      row.set([box.x, box.y, box.x + box.width, box.y + box.height, score, index], place * boxColumns);
    }
    return row;
  });
  return stacked(rows, [rows.length, most, boxColumns]);
}

function stacked(rows: readonly Float32Array[], shape: readonly number[]): Omit<Tensor, 'name'> {
  const all = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const row of rows) {
    all.set(row, place);
    place += row.length;
  }
  return { datatype: 'FP32', shape, elements: { numbers: new Uint8Array(all.buffer) } };
}
