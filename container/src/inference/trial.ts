import { StartFailure } from '../../../lib/contracts/start-failures';
import type { ModelDescription } from '../models/description';
import type { Tensor } from '../preprocess';
import type { Session } from '../session/session';
import { askerOf } from './picture-answer';

/**
 * Reads a detector's answer about one tensor: declared shapes may leave open what only a run shows, and a model whose
 * answers cannot be read is better refused at the start than at every picture.
 *
 * @throws StartFailure model-incompatible
 */
export async function tryDetector(
  { manifest, outputs }: ModelDescription,
  session: Session,
  tensor: Tensor,
): Promise<void> {
  if (manifest.task !== 'detect') return;
  try {
    const ask = askerOf({ manifest, outputs, session });
    const answerOf = await ask(
      [{ tensor, width: 64, height: 64 }],
      [{ kind: 'picture', bytes: new Uint8Array(), topK: undefined }],
    );
    answerOf(0);
  } catch (error) {
    throw new StartFailure('model-incompatible', `The model's answer cannot be read: ${(error as Error).message}.`);
  }
}
