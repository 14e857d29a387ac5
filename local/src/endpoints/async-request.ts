import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AsynchronousModel, EndpointModel } from '../assembly/endpoint-model';
import { type Invocation, invocationOf } from './invocation';
import { tooLarge, validationError } from './runtime-error';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html */
const mostInlineBytes = 128_000;
const defaults = { ttl: 21_600, timeout: 900 };
const most = { ttl: 21_600, timeout: 3600 };
const leastTtl = 60;

/** A request to an asynchronous endpoint as it was accepted. */
export interface AsyncRequest {
  readonly inferenceId: string;
  readonly receivedAt: Date;
  /** `s3://` places. */
  readonly inputLocation?: string;
  readonly outputLocation: string;
  readonly failureLocation?: string;
  readonly ttlSeconds: number;
  readonly timeoutSeconds: number;
  /** Its body is empty where the input lies in S3. */
  readonly invocation: Invocation;
}

/**
 * Reads and checks a call of InvokeEndpointAsync.
 *
 * @throws RuntimeError ValidationError
 */
export function asyncRequestOf(
  { name }: EndpointModel,
  { outputPath, failurePath }: AsynchronousModel,
  headers: IncomingHttpHeaders,
  body: Buffer,
): AsyncRequest {
  const own = (title: string) => headers[`x-amzn-sagemaker-${title}`] as string | undefined;
  const inputLocation = own('inputlocation');
  if (body.length > mostInlineBytes) throw tooLarge(mostInlineBytes);
  if ((inputLocation === undefined) === (body.length === 0)) {
    throw validationError('Exactly one of InputLocation and Body must be given.');
  }
  if (inputLocation !== undefined && !/^s3:\/\/[^/]+\/.+/.test(inputLocation)) {
    throw validationError(`InputLocation must be like s3://bucket/key, received ${inputLocation}.`);
  }
  if (!outputPath.startsWith('s3://')) throw validationError(`Endpoint ${name} has no S3OutputPath.`);
  const invocation = invocationOf(headers, body, 'own');
  const file = randomUUID();
  const extension = own('s3outputpathextension')?.replace(/^\/+|\/+$/g, '');
  const below = (path: string, last: string) => [path.replace(/\/+$/, ''), extension, last].filter(Boolean).join('/');
  return {
    inferenceId: invocation.inferenceId ?? randomUUID(),
    receivedAt: new Date(),
    ...(inputLocation !== undefined && { inputLocation }),
    outputLocation: below(outputPath, own('filename') ?? `${file}.out`),
    ...(failurePath !== undefined && { failureLocation: below(failurePath, `${file}-error.out`) }),
    ttlSeconds: within('RequestTTLSeconds', own('requestttlseconds'), leastTtl, most.ttl) ?? defaults.ttl,
    timeoutSeconds:
      within('InvocationTimeoutSeconds', own('invocationtimeoutseconds'), 1, most.timeout) ?? defaults.timeout,
    invocation,
  };
}

function within(name: string, text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw validationError(`${name} must be a whole number from ${low} to ${high}, received ${text}.`);
}
