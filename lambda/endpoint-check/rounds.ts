import { setTimeout as pause } from 'node:timers/promises';
import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';
import type { Reply } from '../golden-check/ask';
import { type Finding, judge, judgeFailure } from '../golden-check/judgement';
import type { Question } from './questions';

export interface Patience {
  /** How long one answer may take. */
  readonly answerSeconds: number;
  /** How long all of it may take. */
  readonly patienceSeconds: number;
}

/** Enough to be quick, few enough that one small instance is not overrun. */
const atOnce = 4;
/** A model that starts is asked often at first, then now and then. */
const longestPauseMs = 10_000;

/**
 * Asks until every picture is answered.
 *
 * @returns what was seen, in words
 * @throws DeploymentFailure at the first picture that is seen wrong, or when patience is over
 */
export async function rounds(
  asked: readonly Question[],
  ask: (question: Question, signal: AbortSignal) => Promise<Reply>,
  { answerSeconds, patienceSeconds }: Patience,
  signal: AbortSignal,
): Promise<string[]> {
  const began = Date.now();
  const seen: string[] = [];
  for (let [open, pauseMs] = [asked, 500]; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const findings = await round(open, async (question) => {
      const patient = AbortSignal.any([signal, AbortSignal.timeout(answerSeconds * 1000)]);
      return judge(question.picture, await ask(question, patient));
    });
    signal.throwIfAborted();
    for (const { kind, words } of findings) if (kind === 'right') seen.push(words);
    const wrong = findings.filter(({ kind }) => kind === 'wrong');
    if (wrong.length > 0) throw failure('check-wrong', wrong, asked.length);
    const unanswered = findings.filter(({ kind }) => kind === 'unanswered');
    if (unanswered.length === 0) return seen;
    const waited = Date.now() - began;
    if (waited + pauseMs >= patienceSeconds * 1000) throw failure('check-unanswered', unanswered, asked.length);
    console.warn({ outcome: 'waiting', waitedSeconds: Math.round(waited / 1000), pictures: wordsOf(unanswered) });
    open = open.filter((_, place) => findings[place].kind === 'unanswered');
    await pause(pauseMs, undefined, { signal });
  }
}

async function round(open: readonly Question[], find: (question: Question) => Promise<Finding>): Promise<Finding[]> {
  const waiting = open.entries();
  const findings: Finding[] = [];
  const line = async () => {
    for (const [place, question] of waiting) {
      findings[place] = await find(question).catch((error) => {
        if (error instanceof DeploymentFailure) throw error;
        return judgeFailure(question.picture, error);
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, line));
  return findings;
}

const wordsOf = (findings: readonly Finding[]) => findings.map(({ words }) => words);

function failure(id: 'check-wrong' | 'check-unanswered', findings: readonly Finding[], of: number): DeploymentFailure {
  console.error({ outcome: 'failed', pictures: wordsOf(findings) });
  return new DeploymentFailure(id, `${findings.length} of ${of}, the first: ${findings[0].words}.`);
}
