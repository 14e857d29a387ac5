import {
  CfnOutput,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  Stack,
  type StackProps,
  aws_s3 as s3,
  Validations,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Compute, Notifications, QueueWorkerFleet, ResultFormat } from '../lib';
import { fleetFindings } from './nag/fleet-findings';

/** Workers in a cluster that the shop has already, for pictures in a bucket that it has already. */
export class ExistingCluster extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-central-1a', 'eu-central-1b'],
      privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
    });
    const cluster = ecs.Cluster.fromClusterAttributes(this, 'Cluster', { vpc, clusterName: 'shop' });
    const fleet = new QueueWorkerFleet(this, 'Fleet', {
      compute: Compute.existingCluster({ cluster }),
      inputBucket: s3.Bucket.fromBucketName(this, 'Uploads', 'uploads-of-the-shop'),
      notifications: Notifications.eventBridge(),
      inputPrefix: 'products/',
      inputSuffixes: ['.jpg', '.JPEG', '.png'],
      resultFormat: ResultFormat.PAIR,
    });

    new CfnOutput(this, 'ResultBucket', { value: fleet.resultBucket.bucketName });
    new CfnOutput(this, 'ResultQueue', { value: fleet.resultQueue.queueUrl });

    // Why what cdk-nag finds stays so, and who took care of what synth warns of.
    Validations.of(fleet).acknowledge(...fleetFindings(fleet, 'products/'), {
      id: 'Annotation::cdk-image-classifier:fleet-bucket-events',
      reason: 'The team that owns the bucket has switched EventBridge on.',
    });
  }
}
