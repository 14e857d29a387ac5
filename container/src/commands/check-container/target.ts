import { type Answer, ask, type Question } from './ask';

/** A server under test. */
export interface Target {
  /** Without a slash at its end. */
  readonly url: string;
  /** A body that the server should be able to answer. */
  readonly payload: Buffer;
  readonly contentType: string;
  /** The path of a model as the server sees it, for multi-model checks. */
  readonly modelUrl?: string;
  /** Whether it says of itself that it speaks WebSocket. */
  readonly streams?: boolean;
  /** How soon it must answer again after its callers hung up. @default 15000 */
  readonly recoverWithinMs?: number;
}

/** Sends the payload to /invocations; what is given replaces parts of the request. */
export function invoke(target: Target, question: Question = {}): Promise<Answer> {
  return ask(`${target.url}/invocations`, {
    method: 'POST',
    body: target.payload,
    ...question,
    headers: { 'Content-Type': target.contentType, ...question.headers },
  });
}

export function ping({ url }: Target, timeoutMs = pingLimitMs): Promise<Answer> {
  return ask(`${url}/ping`, { timeoutMs });
}

/** SageMaker's limit for one attempt. */
export const pingLimitMs = 2000;

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

export function isRefusal({ status }: Answer): boolean {
  return status >= 400 && status < 500;
}
