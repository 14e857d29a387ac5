import type { AnswerForm } from './answer-form';
import { type InvocationAnswer, plainScore } from './invocation-answer';
import { corners } from './predictions';

const contentType = 'text/csv; charset=utf-8';

/** One line per picture: the probability of every class, or of a detector six values for every box. */
function line(answer: InvocationAnswer): string {
  if ('failure' in answer) return `${answer.failure.id}\n`;
  const { result, scores } = answer;
  const values = result.boxes
    ? result.boxes.flatMap((box) => [box.index, plainScore(box.score), ...corners(box, result.picture)])
    : scores.map(plainScore);
  return `${values.join(',')}\n`;
}

export const csvForm: AnswerForm = {
  contentType,
  everyScore: true,
  one: line,
  many: { contentType, start: '', each: line, between: '', end: '' },
};
