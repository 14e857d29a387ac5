import type { ModelDescription } from '../../../container/src/models/description';
import type { Tensor } from '../../../container/src/preprocess';
import { openSession, type Session } from '../../../container/src/session/session';
import type { TinyModelOptions } from '../tiny-model';

export type Colour = [number, number, number];

export const colours: Colour[] = [
  [0.8, 0.4, 0.2],
  [0.2, 0.6, 0.4],
  [0, 0.2, 1],
];

/** A tensor of one colour; its mean is that colour, give or take a 255th. */
export function plain(colour: Colour, { type = 'uint8', layout = 'nhwc' }: TinyModelOptions = {}, side = 32): Tensor {
  const values = colour.map((value) => (type === 'uint8' ? Math.round(value * 255) : value));
  const area = side * side;
  const fill = (_: unknown, place: number) => values[layout === 'nhwc' ? place % 3 : Math.floor(place / area)];
  const data =
    type === 'uint8' ? Uint8Array.from({ length: 3 * area }, fill) : Float32Array.from({ length: 3 * area }, fill);
  return { data, dims: layout === 'nhwc' ? [side, side, 3] : [3, side, side] };
}

/** Opens a session for as long as `use` takes. */
export async function using<T>(
  description: ModelDescription,
  directory: string,
  use: (session: Session) => Promise<T>,
) {
  const session = await openSession(description, { directory });
  try {
    return await use(session);
  } finally {
    await session.release();
  }
}
