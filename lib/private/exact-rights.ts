import {
  aws_iam as iam,
  type aws_kms as kms,
  type aws_logs as logs,
  type aws_s3 as s3,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';

/** Exactly these actions on the objects of a bucket that match, and on its key what they need. */
export function allowObjects(
  grantee: iam.IGrantable,
  { bucket, actions, pattern = '*' }: { bucket: s3.IBucket; actions: string[]; pattern?: string },
): iam.Grant {
  const grant = iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [bucket.arnForObjects(pattern)] });
  return withKey(grantee, grant, bucket.encryptionKey, {
    // A large object is put together from parts, which Amazon S3 reads again.
    decrypt: actions.some((action) => action.startsWith('s3:Get') || action === 's3:AbortMultipartUpload'),
    encrypt: actions.includes('s3:PutObject'),
  });
}

/**
 * To write keys that begin with a prefix, also what is so large that it comes in parts, and to give up parts
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions).
 */
export function allowUploads(
  grantee: iam.IGrantable,
  { bucket, prefix }: { bucket: s3.IBucket; prefix: string },
): iam.Grant {
  return allowObjects(grantee, {
    bucket,
    pattern: `${prefix}*`,
    actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
  });
}

/** To list what a bucket holds below a prefix, which is empty or ends in a slash. */
export function allowListing(
  grantee: iam.IGrantable,
  { bucket, prefix }: { bucket: s3.IBucket; prefix: string },
): iam.Grant {
  const conditions = prefix === '' ? undefined : { StringLike: { 's3:prefix': `${prefix}*` } };
  return iam.Grant.addToPrincipal({
    grantee,
    conditions,
    actions: ['s3:ListBucket'],
    resourceArns: [bucket.bucketArn],
  });
}

/** To begin streams in a log group and write lines to them; its ARN ends in `:*`, which are its streams. */
export function allowLines(grantee: iam.IGrantable, { logGroupArn }: logs.ILogGroup): iam.Grant {
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [logGroupArn] });
}

/** Exactly these actions on a queue, and on its key what they need. */
export function allowQueue(grantee: iam.IGrantable, queue: sqs.IQueue, ...actions: string[]): iam.Grant {
  const grant = iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [queue.queueArn] });
  const encrypt = actions.includes('sqs:SendMessage');
  return withKey(grantee, grant, queue.encryptionMasterKey, {
    decrypt: encrypt || actions.includes('sqs:ReceiveMessage'),
    encrypt,
  });
}

function withKey(
  grantee: iam.IGrantable,
  grant: iam.Grant,
  key: kms.IKey | undefined,
  { decrypt, encrypt }: { decrypt: boolean; encrypt: boolean },
): iam.Grant {
  const actions = [...(decrypt ? ['kms:Decrypt'] : []), ...(encrypt ? ['kms:GenerateDataKey'] : [])];
  return key && actions.length > 0 ? grant.combine(key.grant(grantee, ...actions)) : grant;
}
