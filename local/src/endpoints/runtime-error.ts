import { account, region } from '../assembly/identities';

/** A failure as the runtime API of SageMaker answers it. */
export class RuntimeError extends Error {
  constructor(
    readonly status: number,
    /** The name by which an SDK makes an exception of it. */
    readonly type: string,
    message: string,
    /** Further members of the exception. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = type;
  }
}

export const validationError = (message: string, code = 'VALIDATION_ERROR') =>
  new RuntimeError(400, 'ValidationError', message, { ErrorCode: code });

export const tooLarge = (bytes: number) =>
  new RuntimeError(413, 'ValidationError', `HTTP content length exceeded ${bytes} bytes.`);

export const unavailable = (message: string) => new RuntimeError(503, 'ServiceUnavailable', message);

export const notReady = (message: string) => new RuntimeError(429, 'ModelNotReadyException', message);

export const throttled = () => new RuntimeError(400, 'ThrottlingException', 'Rate exceeded');

export const internalFailure = (message: string) => new RuntimeError(500, 'InternalFailure', message);

export interface ModelAnswer {
  readonly endpoint: string;
  /** The name of the container. */
  readonly container: string;
  /** 0 where it did not answer. */
  readonly status: number;
  readonly message: string;
}

/** Longer answers are cut off in messages. */
const mostMessage = 1024;

/** What a container answered instead of a result. */
export function modelError({ endpoint, container, status, message }: ModelAnswer): RuntimeError {
  const group = `/aws/sagemaker/Endpoints/${endpoint}`;
  const original = message.slice(0, mostMessage);
  const side = status >= 400 && status < 500 ? 'client' : 'server';
  const text =
    `Received ${side} error (${status}) from ${container} with message "${original}". ` +
    `See https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${group} ` +
    `in account ${account} for more information.`;
  return new RuntimeError(424, 'ModelError', text, {
    ErrorCode: side === 'client' ? 'CLIENT_ERROR_FROM_MODEL' : 'INTERNAL_FAILURE_FROM_MODEL',
    OriginalStatusCode: status,
    OriginalMessage: original,
    LogStreamArn: `arn:aws:logs:${region}:${account}:log-group:${group}`,
  });
}
