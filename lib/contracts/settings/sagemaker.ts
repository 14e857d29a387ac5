import { oneOf, optional } from '../schema';
import { asText, setting } from './setting';

/** The forms in which /invocations answers; the first is the server's own. */
export const invocationForms = [
  'application/vnd.image-classifier+json',
  'application/json',
  'application/json;verbose',
  'application/jsonlines',
  'text/csv',
  'text/plain',
] as const;
export type InvocationForm = (typeof invocationForms)[number];

/** How the server behaves inside Amazon SageMaker. */
export const sagemakerSettings = {
  invocationsAccept: setting(
    'INVOCATIONS_ACCEPT',
    'The form of answers on /invocations where the caller accepts any; application/json is that of built-in algorithms.',
    asText,
    optional(oneOf(invocationForms), invocationForms[0]),
  ),
  onError: setting(
    'ON_ERROR',
    'What /invocations answers to one picture that cannot be classified: fail (a 4xx), or placeholder (200 and a row that says so), which keeps one bad picture from failing a batch transform job.',
    asText,
    optional(oneOf(['fail', 'placeholder']), 'fail'),
  ),
} as const;
