import { Failure, type FailureId } from '../../../lib/contracts/failures';

/** A failure that also tells the caller in header fields how to get in. */
export class Refusal extends Failure {
  constructor(
    id: FailureId,
    readonly headers: Readonly<Record<string, string>>,
    message?: string,
  ) {
    super(id, message);
  }
}
