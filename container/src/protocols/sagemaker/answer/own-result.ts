import { nothingFound, type Result } from '../../../../../lib/contracts/result';
import type { InvocationAnswer } from './invocation-answer';

/** The result as every way into this server gives it. */
export function ownResult(answer: InvocationAnswer): Result {
  if ('result' in answer) return answer.result;
  return { status: 'failed', id: answer.id, attempts: 1, failure: answer.failure.describe() };
}

/** The best label alone, or the id of the failure. */
export function labelLine(answer: InvocationAnswer): string {
  if ('failure' in answer) return answer.failure.id;
  return answer.result.labels[0]?.label ?? nothingFound;
}
