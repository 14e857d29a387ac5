import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  InvokeEndpointAsyncCommand,
  InvokeEndpointCommand,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import {
  type EndpointCheckRequest,
  goldenInferencePrefix,
  mostInlineBytes,
} from '../../lib/contracts/custom-resources/endpoint-check';
import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';
import type { Reply } from '../golden-check/ask';
import type { Question } from './questions';
import { failureReply, replyOf } from './reply';

// Whether to ask again is decided by what was answered.
const runtime = new SageMakerRuntimeClient({ maxAttempts: 1 });
const s3 = new S3Client({ maxAttempts: 5 });

const Accept = 'application/vnd.image-classifier+json';
const pollMs = 2000;

/** Sends one picture, and has the answer of the model. */
export async function ask(question: Question, request: EndpointCheckRequest, signal: AbortSignal): Promise<Reply> {
  const { EndpointName, ContentType } = request;
  const common = { EndpointName, ContentType, Accept, InferenceId: `${goldenInferencePrefix}${randomUUID()}` };
  if (request.Mode === 'asynchronous') return askLater(question, request, common, signal);
  try {
    const command = new InvokeEndpointCommand({ ...common, ...question.target, Body: question.bytes });
    const { Body } = await runtime.send(command, { abortSignal: signal });
    return { status: 200, body: Body?.transformToString() ?? '' };
  } catch (error) {
    return replyOf(error);
  }
}

interface Common {
  readonly EndpointName: string;
  readonly ContentType: string;
  readonly Accept: string;
  readonly InferenceId: string;
}

/** Whoever is asked later writes the answer to Amazon S3, or why there is none. */
async function askLater(
  { picture, bytes }: Question,
  { UploadTo }: EndpointCheckRequest,
  common: Common,
  abortSignal: AbortSignal,
): Promise<Reply> {
  const small = bytes.length <= mostInlineBytes;
  const input = small
    ? { Body: bytes }
    : { InputLocation: await uploaded(UploadTo, picture.file, bytes, common.InferenceId, abortSignal) };
  try {
    const answer = await runtime.send(new InvokeEndpointAsyncCommand({ ...common, ...input }), { abortSignal });
    const { OutputLocation, FailureLocation } = answer;
    for (;;) {
      const output = await textAt(OutputLocation, abortSignal);
      if (output !== undefined) return { status: 200, body: output };
      const failure = await textAt(FailureLocation, abortSignal);
      if (failure !== undefined) return failureReply(failure);
      await pause(pollMs, undefined, { signal: abortSignal });
    }
  } catch (error) {
    return replyOf(error);
  }
}

async function uploaded(
  place: string | undefined,
  file: string,
  bytes: Buffer,
  id: string,
  abortSignal: AbortSignal,
): Promise<string> {
  const [, Bucket, prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(place ?? '') ?? [];
  if (Bucket === undefined) {
    const words = `${file} has ${bytes.length} bytes; an asynchronous endpoint takes ${mostInlineBytes} in a request.`;
    throw new DeploymentFailure('check-pictures', words);
  }
  const Key = `${prefix}${id}`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes }), { abortSignal });
  return `s3://${Bucket}/${Key}`;
}

async function textAt(place: string | undefined, abortSignal: AbortSignal): Promise<string | undefined> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(place ?? '') ?? [];
  if (Bucket === undefined) return undefined;
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }), { abortSignal });
    return await Body?.transformToString();
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404) return undefined;
    throw error;
  }
}
