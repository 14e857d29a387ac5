import { Duration, type aws_iam as iam, type aws_logs as logs, type aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allowObjects } from '../exact-rights';
import { customResource, stackFunction } from '../resource-function';
import { scriptArchive } from './script-archive';

export interface PackedModelOptions {
  /**
   * A model in Amazon S3: an archive (`.tar`) that was packed at synth, one (`.tar.gz`) that was made elsewhere, or a prefix below
   * which its files lie.
   */
  readonly source: { readonly model: string; readonly allowRead: (grantee: iam.IGrantable) => void };
  /** A folder on this disk with the code that answers for the model, as framework images want it. @default - none */
  readonly script?: string;
  /** Where the archive is put, and stays: instances that start later fetch it again. */
  readonly bucket: s3.IBucket;
  /** What its key begins with: empty, or with a slash at its end. @default '' */
  readonly prefix?: string;
  readonly logRetention: logs.RetentionDays;
}

export interface PackedModel {
  /** `s3://bucket/{prefix}{sha256}/model.tar.gz`, known when it is deployed. */
  readonly modelDataUrl: string;
  /** The SHA-256 of the archive, known when it is deployed. */
  readonly sha256: string;
  /** Lets a role of Amazon SageMaker fetch it, and those before it: the fleet that is being replaced may still grow. */
  readonly allowRead: (grantee: iam.IGrantable) => iam.Grant;
}

/**
 * A model as the one `model.tar.gz` that Amazon SageMaker wants, packed when it is deployed. The same files make the same
 * archive, byte for byte, and one that is there is not made again.
 */
export function modelArchive(
  scope: Construct,
  id: string,
  { source, script, bucket, prefix = '', logRetention }: PackedModelOptions,
): PackedModel {
  const place = new Construct(scope, id);
  const packing = stackFunction(scope, {
    name: 'model-archive',
    description: 'Packs models for Amazon SageMaker',
    settings: {},
    timeout: Duration.minutes(15),
    // One whole CPU: checksums of a model of 5 GB are made at the pace at which it comes.
    memoryMiB: 1769,
    logRetention,
  });
  const code = script === undefined ? undefined : scriptArchive(place, script);
  source.allowRead(packing);
  code?.allowRead(packing);
  const actions = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'];
  allowObjects(packing, { bucket, actions, pattern: `${prefix}*` });
  const archive = customResource(place, 'Archive', {
    answering: packing,
    resourceType: 'Custom::ImageClassifierModelArchive',
    properties: { Source: source.model, Script: code?.model, Bucket: bucket.bucketName, Prefix: prefix },
  });
  return {
    modelDataUrl: archive.getAttString('ModelDataUrl'),
    sha256: archive.getAttString('Sha256'),
    allowRead: (grantee) => allowObjects(grantee, { bucket, actions: ['s3:GetObject'], pattern: `${prefix}*` }),
  };
}
