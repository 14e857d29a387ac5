import { Failure } from './failures';
import { type FailureDescription, type Result, resultSchema } from './result';
import { decode, type Infer, object, oneOf, optional, SchemaError, string } from './schema';

const others = { others: 'ignored' } as const;

/**
 * What Amazon SageMaker publishes about an asynchronous request that is done with.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-check-predictions.html
 */
const noticeSchema = object(
  {
    invocationStatus: oneOf(['Completed', 'Failed']),
    failureReason: optional(string({ min: 0, max: 1_000_000 }), ''),
    requestParameters: object({ inputLocation: optional(string({ min: 0, max: 2048 }), '') }, others),
    responseParameters: optional(object({ outputLocation: optional(string({ min: 0, max: 2048 }), '') }, others)),
    /** The answer itself, where it is no longer than 128 KB. */
    responseBody: optional(
      object({ content: string({ min: 0, max: 1_000_000 }), encoding: optional(string(), 'BASE64') }, others),
    ),
  },
  others,
);
export type InferenceNotice = Infer<typeof noticeSchema>;

/** @throws SchemaError when the message is of something else */
export function readNotice(body: string): InferenceNotice {
  try {
    return decode(noticeSchema, JSON.parse(body), 'notice');
  } catch (error) {
    throw error instanceof SchemaError ? error : new SchemaError(['notice: expected JSON']);
  }
}

/** The answer that a notice brings along, as text. */
export function answerIn({ responseBody }: InferenceNotice): string | undefined {
  if (!responseBody) return undefined;
  const { content, encoding } = responseBody;
  return encoding.toUpperCase() === 'BASE64' ? Buffer.from(content, 'base64').toString() : content;
}

/** A result of this library, or nothing where the text is none. */
export function resultIn(text: string): Result | undefined {
  try {
    return decode(resultSchema, JSON.parse(text), 'answer');
  } catch {
    return undefined;
  }
}

const longest = 1000;

/**
 * Why a request failed: in the words of our server where it answered, which the reason quotes, or else those of Amazon SageMaker.
 */
export function failureIn(notice: InferenceNotice): FailureDescription {
  const { failureReason } = notice;
  const quoted = failureReason.slice(failureReason.indexOf('{'), failureReason.lastIndexOf('}') + 1);
  for (const text of [answerIn(notice) ?? '', quoted]) {
    const told = resultIn(text);
    if (told?.status === 'failed') return told.failure;
  }
  return new Failure('endpoint-failed', failureReason.slice(0, longest) || undefined).describe();
}
