import type { aws_certificatemanager as acm, aws_logs as logs } from 'aws-cdk-lib';
import type { IUploadClassifier } from './upload-classifier';
import type { WebAccess } from './web-access';

/** What can be chosen for the page and the API of a fleet. */
export interface WebTierProps {
  /** Classifies what is uploaded, such as a `QueueWorkerFleet`. */
  readonly fleet: IUploadClassifier;

  /** Who may upload and read: there is no default, because everybody is a choice that somebody should make. */
  readonly access: WebAccess;

  /**
   * The name of the page, together with its `certificate`; a record that points at `distribution` is yours to make.
   *
   * @default - a name of Amazon CloudFront
   */
  readonly domainName?: string;

  /**
   * Proves the name of the page; Amazon CloudFront takes certificates of us-east-1 alone.
   *
   * @default - the certificate of Amazon CloudFront for its own name
   */
  readonly certificate?: acm.ICertificate;

  /**
   * The address (ARN) of a web ACL in us-east-1 for the page and its API.
   *
   * @default - one of its own where the stack is in us-east-1; none elsewhere
   */
  readonly webAclArn?: string;

  /**
   * The most requests to the API per second, all callers together; twice as many in a moment.
   *
   * @default 100
   */
  readonly requestsPerSecond?: number;

  /**
   * How long logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
}
