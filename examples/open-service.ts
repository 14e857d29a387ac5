import {
  CfnOutput,
  aws_logs as logs,
  Stack,
  type StackProps,
  aws_secretsmanager as secretsmanager,
  Validations,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Access, EcsFargateClassifier, Firewall } from '../lib';
import { callersFinding, lookupFindings } from './nag/edge-findings';
import { loadBalancerFindings, withoutCertificate } from './nag/load-balancer-findings';
import { serverFindings } from './nag/server-findings';

/** A classifier on the internet for callers with a key: HTTPS by Amazon CloudFront, a firewall there, and no public address of its own. */
export class OpenService extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    // Firewalls of Amazon CloudFront are made in this region.
    super(scope, id, { ...props, env: { ...props?.env, region: 'us-east-1' } });

    const apiKeys = new secretsmanager.Secret(this, 'ApiKeys', {
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ name: 'shop', requestsPerSecond: 50 }),
        generateStringKey: 'key',
        passwordLength: 40,
        excludePunctuation: true,
      },
    });

    const classifier = new EcsFargateClassifier(this, 'Classifier', {
      access: Access.cloudFront({
        apiKeys,
        firewall: Firewall.standard({ logRetention: logs.RetentionDays.ONE_MONTH }),
      }),
    });

    new CfnOutput(this, 'Url', { value: classifier.url });
    new CfnOutput(this, 'ApiKeysSecret', { value: apiKeys.secretArn, description: 'The key of the shop is in it' });

    // Why what cdk-nag finds stays so.
    Validations.of(classifier).acknowledge(
      callersFinding,
      { id: 'AwsSolutions-CFR4', reason: 'Readers own no domain name; with one, TLS 1.2 is the least' },
      ...loadBalancerFindings,
      ...withoutCertificate,
      ...serverFindings,
    );
    const noRotation = 'A key that changes by itself would lock its caller out';
    Validations.of(apiKeys).acknowledge(
      { id: 'AwsSolutions-SMG4', reason: noRotation },
      { id: 'NIST.800.53.R5-SecretsManagerRotationEnabled', reason: noRotation },
      {
        id: 'NIST.800.53.R5-SecretsManagerUsingKMSKey',
        reason: 'The key of AWS for secrets encrypts it, and gives it to nobody outside this account',
      },
    );
    Validations.of(this).acknowledge(...lookupFindings);
  }
}
