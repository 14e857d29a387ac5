import { type Acknowledgment, Stack } from 'aws-cdk-lib';
import type { IUploadClassifier, WebTier } from '../../lib';
import { arnInFinding } from './arn-in-finding';
import { functionFindings } from './function-findings';
import { logAndRoleFindings } from './network-findings';

const noFirewall = 'A web ACL for CloudFront must be in us-east-1, and the example deploys anywhere';
const copier = "The CDK's own function, which copies the page into its bucket";

/** What cdk-nag finds in the bucket of a page, and why it stays so. */
export const pageBucketFindings: Acknowledgment[] = [
  'AwsSolutions-S1',
  'NIST.800.53.R5-S3BucketLoggingEnabled',
  'NIST.800.53.R5-S3BucketReplicationEnabled',
  'NIST.800.53.R5-S3BucketVersioningEnabled',
  'NIST.800.53.R5-S3DefaultEncryptionKMS',
].map((id) => ({ id, reason: 'The bucket holds the public files of the page, which every deployment writes again' }));

/** What cdk-nag finds in a page that is open to everybody, and why it stays so. */
export function webFindings(fleet: IUploadClassifier): Acknowledgment[] {
  const uploads = [fleet.inputBucket, fleet.resultBucket].map(({ bucketArn }) => ({
    id: `AwsSolutions-IAM5[Resource::${arnInFinding(Stack.of(fleet), bucketArn)}/uploads/*]`,
    reason: 'Uploads and results are many: one action below one prefix',
  }));
  return [
    { id: 'Annotation::cdk-image-classifier:web-without-firewall', reason: noFirewall },
    { id: 'AwsSolutions-APIG4', reason: 'The example is open to everybody, with a limit of requests per second' },
    { id: 'AwsSolutions-CFR1', reason: 'Customers may be anywhere' },
    { id: 'AwsSolutions-CFR2', reason: noFirewall },
    { id: 'AwsSolutions-CFR3', reason: 'The API logs every request; the page is the same file for everybody' },
    { id: 'AwsSolutions-CFR4', reason: 'Readers own no domain name; with one, TLS 1.2 is the least' },
    ...pageBucketFindings,
    ...functionFindings,
    ...logAndRoleFindings,
    ...uploads,
  ];
}

/** What it finds in the function of the CDK that the stack of a page has. */
export function copierFindings({ pageBucket }: WebTier): Acknowledgment[] {
  const managed = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  const assets = 'arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>';
  const page = arnInFinding(Stack.of(pageBucket), pageBucket.bucketArn);
  const actions = ['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:DeleteObject*', 's3:Abort*'];
  return [
    'AwsSolutions-L1',
    'NIST.800.53.R5-IAMNoInlinePolicy',
    ...functionFindings.map(({ id }) => id),
    `AwsSolutions-IAM4[Policy::${managed}]`,
    ...actions.map((action) => `AwsSolutions-IAM5[Action::${action}]`),
    `AwsSolutions-IAM5[Resource::${assets}/*]`,
    `AwsSolutions-IAM5[Resource::${page}/*]`,
  ].map((id) => ({ id, reason: copier }));
}
