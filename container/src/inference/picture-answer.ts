import type { Manifest } from '../../../lib/contracts/manifest';
import { Detector } from '../detection/detector';
import type { OutputShape } from '../detection/format';
import { everyScore, topLabels } from '../labels';
import type { Tensor } from '../preprocess';
import type { ClassifiedPicture, PictureWork } from '../scheduler/slot';
import type { Session } from '../session/session';
import { entropyOf } from './signals';

/** A picture that is ready for the model. */
export interface TensorOfPicture {
  readonly tensor: Tensor;
  readonly width: number;
  readonly height: number;
}

export type Answer = Pick<ClassifiedPicture, 'labels' | 'boxes' | 'scores' | 'entropy'>;

/** Asks the model about pictures of one size; what its task is decides how the answer is read. */
export type Ask = (pictures: readonly TensorOfPicture[], works: readonly PictureWork[]) => Promise<Reader>;

/** Reads the answer about the picture at `place`; separate, so that the time of the run can be told from it. */
type Reader = (place: number) => Answer;

interface AskerParts {
  readonly manifest: Manifest;
  readonly outputs: readonly OutputShape[];
  readonly session: Session;
  /** Whether to measure the entropy of scores. */
  readonly signals?: boolean;
}

export function askerOf({ manifest, outputs, session, signals }: AskerParts): Ask {
  if (manifest.task === 'detect') return detection(manifest, outputs, session);
  return classification(manifest, session, signals);
}

function classification(
  { labels, postprocess: { activation, topK } }: Manifest,
  session: Session,
  signals = false,
): Ask {
  return async (pictures, works) => {
    const rows = await session.run(pictures.map(({ tensor }) => tensor));
    return (place) => ({
      labels: topLabels(rows[place], labels, activation, works[place].topK ?? topK),
      ...(works[place].everyScore ? { scores: everyScore(rows[place], activation) } : {}),
      ...(signals ? { entropy: entropyOf(rows[place], activation) } : {}),
    });
  };
}

function detection(manifest: Manifest, outputs: readonly OutputShape[], session: Session): Ask {
  const detector = new Detector(manifest, outputs);
  return async (pictures, works) => {
    const rows = await session.runOutputs(
      pictures.map(({ tensor }) => tensor),
      detector.outputs,
    );
    return (place) => {
      const { boxes, labels } = detector.find(rows[place], pictures[place]);
      const { topK, everyScore } = works[place];
      const scores = new Float32Array(everyScore ? manifest.labels.length : 0);
      if (everyScore) for (const { index, score } of labels) scores[index] = score;
      return { boxes, labels: labels.slice(0, topK), ...(everyScore ? { scores } : {}) };
    };
  };
}
