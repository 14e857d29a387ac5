/**
 * What Amazon ECS is answered: go on, roll back, or ask again after so many seconds, with what the next call shall know
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html).
 */
export type HookAnswer =
  | { readonly hookStatus: 'SUCCEEDED' | 'FAILED' }
  | {
      readonly hookStatus: 'IN_PROGRESS';
      readonly callBackDelay: number;
      readonly hookDetails: { readonly since: number };
    };

export interface HookCall {
  /** The service revision that wants the traffic. */
  readonly revision: string;
  /** When the first call was, in milliseconds since 1970; undefined in the first call. */
  readonly since?: number;
}

/** What a call of Amazon ECS says; nothing in it is relied on, so that a field more or less stops no release. */
export function hookCall(event: unknown): HookCall {
  const { executionDetails, hookDetails, ...call } = fieldsOf(event);
  const { targetServiceRevisionArn: revision } = { ...call, ...fieldsOf(executionDetails) };
  const { since } = fieldsOf(hookDetails);
  return {
    revision: typeof revision === 'string' ? revision : 'unknown',
    since: typeof since === 'number' && Number.isFinite(since) ? since : undefined,
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
