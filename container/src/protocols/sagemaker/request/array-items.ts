import { Failure } from '../../../../../lib/contracts/failures';
import type { ByteShare } from '../../../http-server/body/request-body';
import type { TensorInfo } from '../../../onnx/tensor-info';
import type { BodyItem } from './body-item';
import { readNumpy } from './numpy-array';
import { plainPng, plainPngBytes } from './plain-png';

/** What fits into a PNG and into the server. */
const mostSide = 65_535;
/** All of them are in work at once, and a row of a few bytes costs as much there as a large one. */
const mostRows = 1024;

/**
 * The pictures of an array [height, width, 3] or [n, height, width, 3] of bytes, or the rows of a tensor as the model's input
 * wants it, with or without its first dimension.
 *
 * @param copies accounts for the pictures that are made of an array
 * @throws Failure request-malformed, tensors-unfit or server-overloaded
 */
export async function* arrayItems(
  body: Buffer,
  input: TensorInfo,
  copies: ByteShare,
): AsyncGenerator<BodyItem, boolean> {
  const { type, shape, data } = readNumpy(body);
  const rank = input.shape.length;
  const asInput =
    type === input.type && (fits(shape, ['', ...input.shape.slice(1)]) || fits(shape, input.shape.slice(1)));
  const asPictures = type === 'uint8' && (shape.length === 3 || shape.length === 4) && shape[shape.length - 1] === 3;
  const many = asInput ? shape.length === rank : shape.length === 4;
  if (!asInput && !asPictures) {
    throw new Failure(
      'tensors-unfit',
      `Received ${type} [${shape.join(', ')}]; the model takes ${input.type} [${input.shape.join(', ')}], or bytes [height, width, 3].`,
    );
  }
  const dims = many ? shape.slice(1) : shape;
  const count = many ? shape[0] : 1;
  if (count > mostRows)
    throw new Failure('tensors-unfit', `An array holds at most ${mostRows} rows, this one ${count}.`);
  const size = data.length / count;
  for (let place = 0; place < count; place++) {
    const row = data.subarray(place * size, (place + 1) * size);
    // Bytes that could be either are a picture: a model of bytes resizes what needs it.
    if (asPictures) yield { bytes: await pictureOf(row, dims, copies), held: 0 };
    else yield { row: { type, dims: [1, ...dims], data: row }, held: 0 };
  }
  return many;
}

function fits(shape: readonly number[], wanted: readonly (number | string)[]): boolean {
  return (
    shape.length === wanted.length &&
    shape.every((size, place) => typeof wanted[place] === 'string' || wanted[place] === size)
  );
}

function pictureOf(row: Buffer, [height, width]: readonly number[], copies: ByteShare): Promise<Buffer> {
  if (height > mostSide || width > mostSide) throw new Failure('image-too-many-pixels');
  copies.take(plainPngBytes(width, height));
  return plainPng(row, width, height);
}
