import { CopyObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { InvokeEndpointAsyncCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { copyKey, type EndpointPicture, inferenceId, toMetadata } from '../../lib/contracts/endpoint-picture';
import type { FunctionSettings } from '../../lib/contracts/functions';
import type { Job } from '../../lib/contracts/job';
import type { SeenPicture } from './seen-picture';

/** Asks an endpoint for one picture. */
export class EndpointRequests {
  constructor(
    private readonly s3: S3Client,
    private readonly endpoint: SageMakerRuntimeClient,
    private readonly settings: FunctionSettings<'async-invoker'>,
  ) {}

  async send(job: Job, seen: SeenPicture, picture: EndpointPicture): Promise<void> {
    const { endpoint: EndpointName, waitSeconds, answerSeconds } = this.settings;
    const InferenceId = inferenceId(job, picture.version, picture.messageId);
    const InputLocation = await this.copy(job, seen, { picture, id: InferenceId });
    await this.endpoint.send(
      new InvokeEndpointAsyncCommand({
        EndpointName,
        InferenceId,
        InputLocation,
        ContentType: 'application/octet-stream',
        Accept: 'application/vnd.image-classifier+json',
        RequestTTLSeconds: waitSeconds,
        InvocationTimeoutSeconds: answerSeconds,
      }),
    );
  }

  /** Exactly this version: a request names a key alone, and the picture under it may be another by the time it is read. */
  private async copy(
    job: Job,
    { versionId, etag }: SeenPicture,
    { picture, id }: { picture: EndpointPicture; id: string },
  ): Promise<string> {
    const { answerBucket: Bucket, picturesPrefix } = this.settings;
    const Key = copyKey(picturesPrefix, id, picture.attempts);
    const source = `${job.bucket}/${job.key.split('/').map(encodeURIComponent).join('/')}`;
    await this.s3.send(
      new CopyObjectCommand({
        Bucket,
        Key,
        CopySourceIfMatch: etag,
        CopySource: versionId === undefined ? source : `${source}?versionId=${encodeURIComponent(versionId)}`,
        // Tags would ask for rights of their own.
        MetadataDirective: 'REPLACE',
        TaggingDirective: 'REPLACE',
        Metadata: toMetadata(picture),
      }),
    );
    return `s3://${Bucket}/${Key}`;
  }
}
