import type { InvocationForm } from '../../../../../lib/contracts/settings/sagemaker';
import type { AnswerForm } from './answer-form';
import { csvForm } from './csv-form';
import type { InvocationAnswer } from './invocation-answer';
import { labelLine, ownResult } from './own-result';
import { predictionOf, verbosePrediction } from './predictions';

const jsonLines = 'application/jsonlines';

function jsonForm(contentType: string, write: (answer: InvocationAnswer) => unknown, everyScore = true): AnswerForm {
  const each = (answer: InvocationAnswer) => JSON.stringify(write(answer));
  return { contentType, everyScore, one: each, many: { contentType: jsonLines, ...lines(each) } };
}

/** A line is complete when it is sent: whoever reads line by line waits for its end. */
function lines(each: (answer: InvocationAnswer) => string) {
  return { start: '', each: (answer: InvocationAnswer) => `${each(answer)}\n`, between: '', end: '' };
}

const wrapped = (answer: InvocationAnswer) =>
  'failure' in answer ? predictionOf(answer) : { prediction: predictionOf(answer) };

/**
 * The forms of /invocations. Beside our own they are those of Amazon's built-in image classification and object detection,
 * so that their callers need not change.
 */
export const answerForms: Readonly<Record<InvocationForm, AnswerForm>> = {
  'application/vnd.image-classifier+json': jsonForm('application/json', ownResult, false),
  'application/json': builtIn(),
  'application/json;verbose': jsonForm('application/json', verbosePrediction),
  'application/jsonlines': {
    ...jsonForm(jsonLines, wrapped),
    one: (answer) => `${JSON.stringify(wrapped(answer))}\n`,
  },
  'text/csv': csvForm,
  'text/plain': {
    contentType: 'text/plain; charset=utf-8',
    everyScore: false,
    one: labelLine,
    many: { contentType: 'text/plain; charset=utf-8', ...lines(labelLine) },
  },
};

/** The array of probabilities; of many pictures, an array of such arrays. Detections stand under `prediction`. */
function builtIn(): AnswerForm {
  const write = (answer: InvocationAnswer) =>
    'result' in answer && answer.result.boxes ? { prediction: predictionOf(answer) } : predictionOf(answer);
  const each = (answer: InvocationAnswer) => JSON.stringify(write(answer));
  const many = { contentType: 'application/json', start: '[', each, between: ',\n', end: ']\n' };
  return { contentType: 'application/json', everyScore: true, one: each, many };
}
