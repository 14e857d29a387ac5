import { Failure } from '../../../../../lib/contracts/failures';

/** The status codes of gRPC that this server answers with. */
const grpcCodes = {
  ok: 0,
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** What the HTTP status of a failure is called over gRPC. */
const byStatus: Readonly<Record<number, number>> = {
  401: grpcCodes.unauthenticated,
  403: grpcCodes.permissionDenied,
  404: grpcCodes.notFound,
  408: grpcCodes.deadlineExceeded,
  409: grpcCodes.alreadyExists,
  413: grpcCodes.resourceExhausted,
  429: grpcCodes.resourceExhausted,
  499: grpcCodes.cancelled,
  500: grpcCodes.internal,
  501: grpcCodes.unimplemented,
  503: grpcCodes.unavailable,
  504: grpcCodes.deadlineExceeded,
  507: grpcCodes.resourceExhausted,
};

export type Trailers = Record<string, string>;

/** The trailers of a failed call: its code, its message, and under `failure-id` its row in docs/errors.md. */
export function failureTrailers(failure: Failure, retryAfterSeconds: number): Trailers {
  return {
    'grpc-status': String(byStatus[failure.kind.status] ?? grpcCodes.invalidArgument),
    'grpc-message': percentEncoded(failure.message.slice(0, 1000)),
    'failure-id': failure.id,
    ...(failure.kind.status === 503 && { 'grpc-retry-pushback-ms': String(retryAfterSeconds * 1000) }),
  };
}

export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('internal-error', String(error));
}

/** What a header field cannot carry is written as bytes of UTF-8 (the gRPC protocol over HTTP/2, Responses). */
function percentEncoded(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[^\x20-\x24\x26-\x7e]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
