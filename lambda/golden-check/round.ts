import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GoldenPicture, goldenFile, goldenSchema } from '../../lib/contracts/golden-pictures';
import { decode } from '../../lib/contracts/schema';
import { ask, type Target } from './ask';
import { type Finding, judge, judgeFailure } from './judgement';

export interface RoundOptions extends Target {
  /** The folder of the pictures. */
  readonly directory: string;
  readonly answerSeconds: number;
  /** No round takes longer than this and a moment. */
  readonly roundSeconds: number;
}

/** Enough to be quick, few enough that a release of one small task is not overrun. */
const atOnce = 4;

/**
 * Sends all pictures once.
 *
 * @throws Error where the folder is not as its golden.json says
 */
export async function round({ directory, answerSeconds, roundSeconds, ...target }: RoundOptions): Promise<Finding[]> {
  const { pictures } = decode(goldenSchema, JSON.parse(readFileSync(join(directory, goldenFile), 'utf8')), goldenFile);
  const over = AbortSignal.timeout(roundSeconds * 1000);
  const find = async (picture: GoldenPicture): Promise<Finding> => {
    const bytes = readFileSync(join(directory, picture.file));
    try {
      const signal = AbortSignal.any([over, AbortSignal.timeout(answerSeconds * 1000)]);
      signal.throwIfAborted();
      return judge(picture, await ask({ bytes, model: picture.model }, target, signal));
    } catch (error) {
      return judgeFailure(picture, error);
    }
  };
  const waiting = pictures.entries();
  const findings: Finding[] = [];
  const line = async () => {
    for (const [place, picture] of waiting) findings[place] = await find(picture);
  };
  await Promise.all(Array.from({ length: atOnce }, line));
  return findings;
}
