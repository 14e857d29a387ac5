import { Duration, type aws_kms as kms, type aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { lastingBucket } from '../private/lasting-bucket';
import { requireModelPrefix } from '../private/model-names';
import { ModelStoreGrants } from './model-store/model-store-grants';

/** What can be chosen for a store of models; every choice has a default that works. */
export interface ModelStoreProps {
  /**
   * What the key of every model begins with, such as `live`; without slashes at its ends.
   *
   * @default - nothing: the whole bucket
   */
  readonly prefix?: string;

  /**
   * The key that encrypts the models.
   *
   * @default - a key of Amazon S3, which costs nothing
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long an object that was overwritten or deleted can still be brought back.
   *
   * @default Duration.days(90)
   */
  readonly keepReplaced?: Duration;

  /**
   * The bucket, where it is there already.
   * @internal
   */
  readonly _bucket?: s3.IBucket;
}

/** What can be chosen for a store in a bucket of yours. */
export interface ExistingStoreOptions {
  /**
   * What the key of every model begins with, such as `live`; without slashes at its ends.
   *
   * @default - nothing: the whole bucket
   */
  readonly prefix?: string;
}

/**
 * Models in Amazon S3, as every server here reads them: `{model}/{version}/model.onnx` with its `model.json` beside it.
 *
 * `image-classifier publish` adds a version, whole or not at all.
 */
export class ModelStore extends Construct {
  /** A bucket of yours as a store; its protection, its lifecycle and its key stay as they are. */
  public static fromBucket(
    scope: Construct,
    id: string,
    bucket: s3.IBucket,
    options: ExistingStoreOptions = {},
  ): ModelStore {
    return new ModelStore(scope, id, { ...options, _bucket: bucket });
  }

  /** The bucket: versioned, encrypted, TLS only, and kept when the stack is deleted. */
  public readonly bucket: s3.IBucket;
  /** What the key of every model begins with; empty for the whole bucket. */
  public readonly prefix: string;
  /** Where to publish: `s3://bucket/prefix`, for `image-classifier publish --to`. */
  public readonly address: string;
  /** What others may do with the models. */
  public readonly grants: ModelStoreGrants;

  constructor(scope: Construct, id: string, props: ModelStoreProps = {}) {
    super(scope, id);
    const { prefix = '', encryptionKey, keepReplaced = Duration.days(90), _bucket } = props;
    requireModelPrefix(this, prefix);
    this.prefix = prefix;
    this.bucket = _bucket ?? lastingBucket(this, 'Bucket', { keepReplaced, encryptionKey });
    this.address = `s3://${this.bucket.bucketName}${prefix === '' ? '' : `/${prefix}`}`;
    this.grants = ModelStoreGrants._of(this.bucket, prefix);
  }
}
