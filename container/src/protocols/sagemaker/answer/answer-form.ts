import type { InvocationAnswer } from './invocation-answer';

/** How answers are written: one alone, or one after the other. */
export interface AnswerForm {
  readonly contentType: string;
  /** Whether it tells the probability of every label. */
  readonly everyScore: boolean;
  readonly one: (answer: InvocationAnswer) => string;
  /** Many answers to one request, written as each is ready. */
  readonly many: {
    readonly contentType: string;
    readonly start: string;
    readonly each: (answer: InvocationAnswer) => string;
    readonly between: string;
    readonly end: string;
  };
}
