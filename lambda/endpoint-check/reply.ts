import type { Reply } from '../golden-check/ask';

/** What SageMaker says of a model without instances: an invalid request, until Application Auto Scaling started one. */
const withoutCapacity = /has no capacity/i;
/** An endpoint or component that was made a moment ago. */
const notSeenYet = /not found|could not find/i;
/** A model of many that was published a moment ago, and is being packed. */
const notPackedYet = /failed to download model data/i;
/** How SageMaker quotes a container in a message of its own. */
const quoted = /Received (?:client|server) error \((\d{3})\)/;

interface Refusal extends Error {
  readonly OriginalStatusCode?: number;
  readonly OriginalMessage?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * What the container answered, or SageMaker in its place, as a status that says whether it may be another one next time.
 *
 * @throws the error itself where nobody answered
 */
export function replyOf(error: unknown): Reply {
  const { name, message, OriginalStatusCode, OriginalMessage, $metadata } = error as Refusal;
  if (name === 'ModelError')
    return { status: OriginalStatusCode ?? statusIn(message), body: OriginalMessage ?? message };
  const status = $metadata?.httpStatusCode;
  if (status === undefined) throw error;
  const body = `${name}: ${message}`;
  // Rights that were granted a moment ago are not known everywhere yet.
  const passes = status === 403 || [withoutCapacity, notSeenYet, notPackedYet].some((words) => words.test(message));
  return { status: passes ? 503 : status, body };
}

/** What an asynchronous endpoint wrote instead of a result. */
export const failureReply = (text: string): Reply => ({ status: statusIn(text), body: text });

const statusIn = (text: string): number => Number(quoted.exec(text)?.[1] ?? 500);
