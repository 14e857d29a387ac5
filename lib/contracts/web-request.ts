import { Failure } from './failures';
import { decode, type Schema, SchemaError } from './schema';

/** A request as an HTTP API hands it to a function (payload format 2.0), as far as our functions look at it. */
export interface WebRequest {
  /** Such as `GET /fleet`. */
  readonly routeKey: string;
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export interface WebAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @throws Failure request-malformed */
export function requestBody<T>({ body = '', isBase64Encoded }: WebRequest, schema: Schema<T>): T {
  try {
    return decode(schema, JSON.parse(isBase64Encoded ? fromBase64(body) : body), 'request');
  } catch (error) {
    throw new Failure('request-malformed', error instanceof SchemaError ? error.message : 'request: expected JSON');
  }
}

function fromBase64(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
}

export function answer(statusCode: number, body: object): WebAnswer {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  return { statusCode, headers, body: JSON.stringify(body) };
}

/** The answer that a failure is; what nobody foresaw is thrown again, so that the platform counts it as an error. */
export function refusal(error: unknown): WebAnswer {
  if (!(error instanceof Failure)) throw error;
  return answer(error.kind.status, { failure: error.describe() });
}
