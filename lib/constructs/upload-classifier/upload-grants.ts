import type { aws_iam as iam, aws_s3 as s3, aws_sqs as sqs } from 'aws-cdk-lib';
import { allowObjects, allowQueue, allowUploads } from '../../private/exact-rights';

export interface GrantedPlaces {
  readonly inputBucket: s3.IBucket;
  readonly inputPrefix: string;
  readonly resultBucket: s3.IBucket;
  readonly resultPrefix: string;
  readonly jobQueue: sqs.IQueue;
  readonly parkedQueue: sqs.IQueue;
  readonly resultQueue: sqs.IQueue;
  /** Whether messages are sent by whoever submits. */
  readonly byHand: boolean;
}

/** What others may do with pictures in a bucket and their results; each right is written action by action. */
export class UploadGrants {
  /** @internal */
  public static _of(places: GrantedPlaces): UploadGrants {
    return new UploadGrants(places);
  }

  private constructor(private readonly places: GrantedPlaces) {}

  /** Upload pictures, also in parts; with `Notifications.none()` send the message for each, too. */
  public submit(grantee: iam.IGrantable): iam.Grant {
    const { inputBucket, inputPrefix, jobQueue, byHand } = this.places;
    const upload = allowUploads(grantee, { bucket: inputBucket, prefix: inputPrefix });
    return byHand ? upload.combine(allowQueue(grantee, jobQueue, 'sqs:SendMessage')) : upload;
  }

  /** Read results from the bucket. */
  public readResults(grantee: iam.IGrantable): iam.Grant {
    const { resultBucket, resultPrefix } = this.places;
    return allowObjects(grantee, { bucket: resultBucket, actions: ['s3:GetObject'], pattern: `${resultPrefix}*` });
  }

  /** Take the announcements of results from the result queue; a queue has one reader, and what it deletes is gone. */
  public receiveResults(grantee: iam.IGrantable): iam.Grant {
    const actions = ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'];
    return allowQueue(grantee, this.places.resultQueue, ...actions);
  }

  /** Send parked jobs back to work after a fix. */
  public redrive(grantee: iam.IGrantable): iam.Grant {
    const { parkedQueue, jobQueue } = this.places;
    const take = allowQueue(grantee, parkedQueue, 'sqs:ReceiveMessage', 'sqs:DeleteMessage');
    return take.combine(allowQueue(grantee, jobQueue, 'sqs:SendMessage'));
  }
}
