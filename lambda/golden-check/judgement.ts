import type { GoldenPicture } from '../../lib/contracts/golden-pictures';
import type { Reply } from './ask';

/** What became of one picture: as it should be, never as it should be, or perhaps when it is asked again. */
export interface Finding {
  readonly kind: 'right' | 'wrong' | 'unanswered';
  /** In words, for the log. */
  readonly words: string;
}

/** Answers of a server, or of the load balancer before it, that is not ready yet: 429 and every 5xx. */
const passing = (status: number) => status === 429 || status >= 500;

export function judge({ file, label, minScore }: GoldenPicture, { status, body }: Reply): Finding {
  const say = (kind: Finding['kind'], words: string): Finding => ({ kind, words: `${file}: ${words}` });
  if (passing(status)) return say('unanswered', `answered with ${status} ${excerpt(body)}`);
  const expected = label ?? 'an answer';
  if (status !== 200) return say('wrong', `expected ${expected}, but it was answered with ${status} ${excerpt(body)}`);
  if (label === undefined) return say('right', `answered with ${excerpt(body)}`);
  const top = topLabel(body);
  if (!top) return say('wrong', `expected ${label}, but the answer is no result: ${excerpt(body)}`);
  const seen = `${top.label} ${percent(top.score)}`;
  if (top.label !== label) return say('wrong', `expected ${label}, but the model says ${seen}`);
  if (top.score < minScore)
    return say('wrong', `expected ${label} ${percent(minScore)} or more, but it is only ${seen}`);
  return say('right', seen);
}

/** No answer at all: a certificate does not get better, everything else may. */
export function judgeFailure({ file }: GoldenPicture, error: unknown): Finding {
  const { code = '', message } = error as { code?: string; message: string };
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return { kind: 'wrong', words: `${file}: the certificate of the test listener is not good: ${message} (${code})` };
  }
  return { kind: 'unanswered', words: `${file}: no answer: ${message}` };
}

function topLabel(body: string): { label: string; score: number } | undefined {
  try {
    const { label, score } = JSON.parse(body).labels[0];
    return typeof label === 'string' && typeof score === 'number' ? { label, score } : undefined;
  } catch {
    return undefined;
  }
}

/** Rounded down, so that a score that is too low never reads like one that is enough. */
const percent = (share: number) => `${Math.floor(share * 1000) / 10} %`;
const excerpt = (text: string) => JSON.stringify(text.slice(0, 200));
