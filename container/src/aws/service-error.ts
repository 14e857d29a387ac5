import type { AnswerHeaders } from './answer-head';

/** An answer as it came, with its whole body. */
export interface Reply {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Buffer;
  /** To be called once the body is no longer needed: its memory then serves the next answer. */
  release(): void;
}

/** A refusal of an AWS service, in the shape of the SDK's errors: `name` is the service's code. */
export class ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string };

  constructor(
    name: string,
    message: string,
    readonly reply: Pick<Reply, 'status' | 'headers'>,
  ) {
    super(message);
    this.name = name;
    const requestId = reply.headers.get('x-amz-request-id') ?? reply.headers.get('x-amzn-requestid');
    this.$metadata = { httpStatusCode: reply.status, requestId };
  }
}

/** What an answer that is no success says, in the XML of S3 or in the JSON of SQS. */
export function errorOf(reply: Reply): ServiceError {
  const text = reply.body.toString('utf8');
  reply.release();
  const { code, message } = text.trimStart().startsWith('{') ? fromJson(text) : fromXml(text);
  // The names of SQS's older protocol, which tell more where both are given.
  const [older] = (reply.headers.get('x-amzn-query-error') ?? '').split(';');
  const { status, headers } = reply;
  return new ServiceError(older || code || `Status${status}`, message ?? 'no reason was given', { status, headers });
}

function fromXml(text: string): { code?: string; message?: string } {
  const read = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  return { code: read('Code'), message: read('Message') };
}

function fromJson(text: string): { code?: string; message?: string } {
  try {
    const { __type, message, Message } = JSON.parse(text) as Record<string, string | undefined>;
    return { code: __type?.split('#').pop(), message: message ?? Message };
  } catch {
    return {};
  }
}
