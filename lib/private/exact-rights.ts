import { aws_iam as iam, type aws_kms as kms, type aws_s3 as s3, type aws_sqs as sqs } from 'aws-cdk-lib';

/** Exactly these actions on the objects of a bucket that match, and on its key what they need. */
export function allowObjects(
  grantee: iam.IGrantable,
  { bucket, actions, pattern = '*' }: { bucket: s3.IBucket; actions: string[]; pattern?: string },
): iam.Grant {
  const grant = iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [bucket.arnForObjects(pattern)] });
  return withKey(grantee, grant, bucket.encryptionKey, {
    decrypt: actions.some((action) => action.startsWith('s3:Get')),
    encrypt: actions.includes('s3:PutObject'),
  });
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
