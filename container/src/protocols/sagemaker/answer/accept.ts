import { type InvocationForm, invocationForms } from '../../../../../lib/contracts/settings/sagemaker';
import { chooseContentType } from '../../../http-server/negotiation';
import type { AnswerForm } from './answer-form';
import { answerForms } from './answer-forms';

/** A form of its own in the built-in algorithms, though HTTP takes `;verbose` for a parameter of application/json. */
const verbose = /application\/json\s*;\s*verbose(?:\s*=\s*(?:true|1))?/gi;
const verboseType = 'application/json+verbose';

/**
 * The form that the caller asks for. Where `Accept` leaves it open, by its absence or by accepting anything just as well, it
 * is `usual`.
 *
 * @throws Failure accept-unsupported
 */
export function chooseForm(accept: string | undefined, usual: InvocationForm): AnswerForm {
  const offers = [usual, ...invocationForms.filter((form) => form !== usual)];
  const types = offers.map((form) => (form === 'application/json;verbose' ? verboseType : form));
  const chosen = chooseContentType(accept?.replace(verbose, verboseType), types);
  return answerForms[offers[types.indexOf(chosen)]];
}
