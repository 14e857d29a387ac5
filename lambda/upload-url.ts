import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { Failure } from '../lib/contracts/failures';
import { fromFunctionEnvironment } from '../lib/contracts/functions';
import {
  isBatch,
  type UploadAnswer,
  type UploadRequest,
  uploadKey,
  uploadLimits,
  uploadRequestSchema,
} from '../lib/contracts/web-api';
import { answer, refusal, requestBody, type WebRequest } from '../lib/contracts/web-request';

const settings = fromFunctionEnvironment('upload-url', process.env);
const s3 = new S3Client({});
const types = settings.formats.map((format) => `image/${format}`);

/** Answers a form per picture, with which it can be uploaded straight to S3: this key, type and size, for five minutes. */
export async function handler(event: WebRequest) {
  try {
    const { batch = randomUUID(), first, files } = requestBody(event, uploadRequestSchema);
    if (!isBatch(batch)) throw new Failure('request-malformed', 'batch: expected what an earlier answer named');
    const uploads = await Promise.all(
      files.map((file, place) => sign(file, uploadKey(settings.uploadPrefix, batch, first + place, file.name))),
    );
    return answer(200, { batch, uploads } satisfies UploadAnswer);
  } catch (error) {
    return refusal(error);
  }
}

async function sign(
  { type, bytes }: UploadRequest['files'][number],
  key: string,
): Promise<UploadAnswer['uploads'][number]> {
  const problem = problemWith(type, bytes);
  if (problem) return { status: 'refused', failure: problem.describe() };
  const { url, fields } = await createPresignedPost(s3, {
    Bucket: settings.inputBucket,
    Key: key,
    Expires: uploadLimits.expireSeconds,
    Fields: { 'Content-Type': type },
    Conditions: [
      ['eq', '$key', key],
      ['eq', '$Content-Type', type],
      ['content-length-range', 1, settings.maxBodyBytes],
    ],
  });
  return { status: 'signed', key, url, fields: Object.entries(fields).map(([name, value]) => ({ name, value })) };
}

function problemWith(type: string, bytes: number): Failure | undefined {
  if (bytes === 0) return new Failure('image-missing', 'The file is empty.');
  if (bytes > settings.maxBodyBytes) {
    return new Failure('image-too-large', `The file has ${bytes} bytes; the limit is ${settings.maxBodyBytes}.`);
  }
  return types.includes(type)
    ? undefined
    : new Failure('image-unsupported', `The file is ${type || 'of no known type'}.`);
}
