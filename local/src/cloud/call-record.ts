import type { FastifyInstance, FastifyRequest } from 'fastify';
import { objectOf } from './conditional-writes';

/** A call in the words of IAM. */
export interface RecordedCall {
  /** The access key that signed it: who called. */
  readonly caller: string;
  /** Such as `s3:PutObject`. */
  readonly action: string;
  /** The name of the queue, or `bucket/key`. */
  readonly resource: string;
  /** What a condition of a policy may ask about, such as `s3:prefix`. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Every call that came over the network, once for each caller, action, resource and context. */
export class CallRecord {
  private readonly calls = new Map<string, RecordedCall>();

  constructor(app: FastifyInstance) {
    app.addHook('preHandler', async (request) => {
      const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
      const call = caller === undefined ? undefined : read(request);
      if (caller === undefined || !call) return;
      const context = JSON.stringify(call.context ?? {});
      this.calls.set(`${caller} ${call.action} ${call.resource} ${context}`, { caller, ...call });
    });
  }

  get all(): readonly RecordedCall[] {
    return [...this.calls.values()];
  }
}

const objectActions: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

/** All of a multipart upload is one right; to give it up is another. */
const partActions: Readonly<Record<string, string>> = {
  POST: 's3:PutObject',
  PUT: 's3:PutObject',
  DELETE: 's3:AbortMultipartUpload',
};

function read(request: FastifyRequest): Omit<RecordedCall, 'caller'> | undefined {
  const target = String(request.headers['x-amz-target'] ?? '');
  if (target.startsWith('AmazonSQS.')) {
    const { QueueUrl = '' } = (request.body ?? {}) as { QueueUrl?: string };
    // A batch needs the right to the single action.
    const action = `sqs:${target.slice('AmazonSQS.'.length).replace(/Batch$/, '')}`;
    return { action, resource: QueueUrl.split('/').pop() ?? '' };
  }
  const place = objectOf(request);
  if (place) {
    const asked = request.query as object;
    const versioned = 'versionId' in asked;
    const action =
      'uploadId' in asked || 'uploads' in asked ? partActions[request.method] : objectActions[request.method];
    if (action === undefined) return undefined;
    const suffix = versioned && action !== 's3:PutObject' ? 'Version' : '';
    return { action: action + suffix, resource: `${place.bucket}/${place.key}` };
  }
  const { bucket } = request.params as { bucket?: string };
  if (!bucket || request.method !== 'GET') return undefined;
  const { prefix = '' } = request.query as { prefix?: string };
  return { action: 's3:ListBucket', resource: bucket, context: { 's3:prefix': prefix } };
}
