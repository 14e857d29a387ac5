import type { aws_iam as iam } from 'aws-cdk-lib';
import { allowObjects, allowQueue } from '../../private/exact-rights';
import type { QueueWorkerFleet } from '../queue-worker-fleet';

export interface GrantedPlaces {
  readonly inputPrefix: string;
  readonly resultPrefix: string;
  /** Whether messages are sent by whoever submits. */
  readonly byHand: boolean;
}

/** What others may do with a fleet; each right is written action by action. */
export class FleetGrants {
  /** @internal */
  public static _of(fleet: QueueWorkerFleet, places: GrantedPlaces): FleetGrants {
    return new FleetGrants(fleet, places);
  }

  private constructor(
    private readonly fleet: QueueWorkerFleet,
    private readonly places: GrantedPlaces,
  ) {}

  /** Upload pictures; with `Notifications.none()` also send the message for each. */
  public submit(grantee: iam.IGrantable): iam.Grant {
    const { inputBucket, jobQueue } = this.fleet;
    const { inputPrefix, byHand } = this.places;
    const upload = allowObjects(grantee, {
      bucket: inputBucket,
      actions: ['s3:PutObject'],
      pattern: `${inputPrefix}*`,
    });
    return byHand ? upload.combine(allowQueue(grantee, jobQueue, 'sqs:SendMessage')) : upload;
  }

  /** Read results from the bucket. */
  public readResults(grantee: iam.IGrantable): iam.Grant {
    const { resultBucket } = this.fleet;
    return allowObjects(grantee, {
      bucket: resultBucket,
      actions: ['s3:GetObject'],
      pattern: `${this.places.resultPrefix}*`,
    });
  }

  /** Take the announcements of results from the result queue; a queue has one reader, and what it deletes is gone. */
  public receiveResults(grantee: iam.IGrantable): iam.Grant {
    const actions = ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'];
    return allowQueue(grantee, this.fleet.resultQueue, ...actions);
  }

  /** Send parked jobs back to work after a fix. */
  public redrive(grantee: iam.IGrantable): iam.Grant {
    const { parkedQueue, jobQueue } = this.fleet;
    const take = allowQueue(grantee, parkedQueue, 'sqs:ReceiveMessage', 'sqs:DeleteMessage');
    return take.combine(allowQueue(grantee, jobQueue, 'sqs:SendMessage'));
  }
}
