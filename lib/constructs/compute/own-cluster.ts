import { type aws_ec2 as ec2, aws_ecs as ecs, aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { OwnClusterOptions } from '../compute-props';
import type { PlaceNeeds } from './place';

interface ClusterChoice extends OwnClusterOptions {
  readonly vpc: ec2.IVpc;
  readonly enableFargateCapacityProviders?: boolean;
}

/** A cluster of the pattern's own; where people may look into containers, what they do is recorded and encrypted. */
export function ownCluster(
  scope: Construct,
  { insights, exec, server }: PlaceNeeds,
  { containerInsights = insights, ...props }: ClusterChoice,
): ecs.Cluster {
  return new ecs.Cluster(scope, 'Cluster', {
    ...props,
    containerInsightsV2: containerInsights,
    executeCommandConfiguration: exec ? recordedSessions(scope, server.logRetention) : undefined,
  });
}

function recordedSessions(scope: Construct, retention: logs.RetentionDays): ecs.ExecuteCommandConfiguration {
  const kmsKey = new kms.Key(scope, 'SessionKey', {
    description: 'Sessions in the containers of an image classifier',
    enableKeyRotation: true,
  });
  return {
    kmsKey,
    logging: ecs.ExecuteCommandLogging.OVERRIDE,
    logConfiguration: {
      cloudWatchLogGroup: new logs.LogGroup(scope, 'SessionLog', { retention, encryptionKey: kmsKey }),
      cloudWatchEncryptionEnabled: true,
    },
  };
}
