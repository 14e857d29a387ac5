import { aws_ecs as ecs, aws_iam as iam, type aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';

/**
 * A whole secret as a variable of a container. Amazon ECS reads its value when a task starts, with the role of the task's agent,
 * and needs no other right (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html).
 */
export class TaskSecret extends ecs.Secret {
  public readonly arn: string;
  public readonly hasField = false;

  constructor(private readonly secret: secretsmanager.ISecret) {
    super();
    this.arn = secret.secretArn;
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return grantValue(this.secret, grantee);
  }
}

/** The right to the value of a secret and to nothing else of it, decrypted through AWS Secrets Manager only. */
export function grantValue(secret: secretsmanager.ISecret, grantee: iam.IGrantable): iam.Grant {
  const { secretArn, secretFullArn, encryptionKey, env } = secret;
  const actions = ['secretsmanager:GetSecretValue'];
  // An ARN that was made of a name lacks the six characters that AWS adds.
  const resourceArns = [secretFullArn ?? `${secretArn}-??????`];
  const value = iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  if (!encryptionKey) return value;
  // Not by the policy of the key, which the app may not own; in another stack, each would wait for the other. Keys trust the
  // policies of their account, unless their owner wills otherwise.
  const decryption = iam.Grant.addToPrincipal({
    grantee,
    actions: ['kms:Decrypt'],
    resourceArns: [encryptionKey.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${env.region}.amazonaws.com` } },
  });
  return value.combine(decryption);
}
