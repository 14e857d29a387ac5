import { accessFailures } from './access-failures';
import type { FailureKind } from './failure-kind';
import { jobFailures } from './job-failures';
import { modelFailures } from './model-failures';
import { pictureFailures } from './picture-failures';
import { requestFailures } from './request-failures';
import { serverFailures } from './server-failures';

export type { FailureKind } from './failure-kind';

/** Every failure by its id, written once. */
export const failures = {
  ...pictureFailures,
  ...requestFailures,
  ...accessFailures,
  ...modelFailures,
  ...jobFailures,
  ...serverFailures,
} as const satisfies Record<string, FailureKind>;

export type FailureId = keyof typeof failures;

/** A failure on its way to the caller; `message` says what was wrong with this very input. */
export class Failure extends Error {
  readonly kind: FailureKind;
  constructor(
    readonly id: FailureId,
    message?: string,
  ) {
    super(message ?? failures[id].summary);
    this.name = 'Failure';
    this.kind = failures[id];
  }

  /** The form in which callers see it. */
  describe(): { id: FailureId; message: string; advice: string; retry: 'no' | 'later' } {
    return { id: this.id, message: this.message, advice: this.kind.advice, retry: this.kind.retry };
  }
}
