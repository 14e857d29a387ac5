import type { aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import { allowListing, allowObjects } from '../../private/exact-rights';

/** What others may do with the models of a store; each right is written action by action. */
export class ModelStoreGrants {
  /** @internal */
  public static _of(bucket: s3.IBucket, prefix: string): ModelStoreGrants {
    return new ModelStoreGrants(bucket, prefix === '' ? '' : `${prefix}/`);
  }

  private constructor(
    private readonly bucket: s3.IBucket,
    /** Empty, or with a slash at its end. */
    private readonly start: string,
  ) {}

  /** See which models there are, and fetch them: what a server does. */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this._readBelow(grantee, '');
  }

  /** Add versions, as `image-classifier publish` does; nothing can be deleted with it, and versions can be overwritten. */
  public publish(grantee: iam.IGrantable): iam.Grant {
    const { bucket, start } = this;
    const write = allowObjects(grantee, {
      bucket,
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      pattern: `${start}*`,
    });
    return write.combine(allowListing(grantee, { bucket, prefix: start }));
  }

  /**
   * The same for one model, or for those below a prefix, which ends in a slash.
   * @internal
   */
  public _readBelow(grantee: iam.IGrantable, below: string): iam.Grant {
    const { bucket } = this;
    const prefix = this.start + below;
    const fetch = allowObjects(grantee, { bucket, actions: ['s3:GetObject'], pattern: `${prefix}*` });
    return fetch.combine(allowListing(grantee, { bucket, prefix }));
  }
}
