import { Failure } from '../../../lib/contracts/failures';
import { StartFailure } from '../../../lib/contracts/start-failures';

/** What the runtime says when it gets no memory, and what is left to say when the kernel kills for lack of it. */
const ranOutOfMemory = /bad_alloc|failed to allocate memory|crash: SIGKILL/i;

/** Why a model does not open, as its caller is told. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof StartFailure && ranOutOfMemory.test(error.detail)) {
    return new Failure('model-memory-exhausted', error.detail);
  }
  if (!(error instanceof StartFailure)) return new Failure('internal-error', String(error));
  return new Failure(error.id === 'model-missing' ? 'model-path-missing' : 'model-unavailable', error.detail);
}

/** Whether the model itself is no good: a lost connection or a killed process says nothing about it. */
export function isFault(error: unknown): boolean {
  return error instanceof StartFailure && error.id !== 'inference-unavailable';
}
