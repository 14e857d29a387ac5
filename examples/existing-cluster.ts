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
      // EventBridge must be switched on for this bucket: its properties belong to another stack.
      inputBucket: s3.Bucket.fromBucketName(this, 'Uploads', 'uploads-of-the-shop'),
      notifications: Notifications.eventBridge(),
      inputPrefix: 'products/',
      inputSuffixes: ['.jpg', '.JPEG', '.png'],
      resultFormat: ResultFormat.PAIR,
    });

    new CfnOutput(this, 'ResultBucket', { value: fleet.resultBucket.bucketName });
    new CfnOutput(this, 'ResultQueue', { value: fleet.resultQueue.queueUrl });

    const results = nameIn(this, fleet.resultBucket.bucketArn);
    const pictures = 'arn:<AWS::Partition>:s3:::uploads-of-the-shop/products';
    const objects = 'Pictures and results are many: the rights name the bucket, the prefix and each action';
    Validations.of(fleet).acknowledge(
      { id: 'AwsSolutions-ECS2', reason: "No secrets: the variables are only the server's own settings" },
      {
        id: 'AwsSolutions-S1',
        reason: 'Who may read and write is a matter of roles; CloudTrail records it where needed',
      },
      { id: 'AwsSolutions-SQS3', reason: 'Results, progress and parked jobs go to readers outside, not to work' },
      { id: `AwsSolutions-IAM5[Resource::${pictures}/*]`, reason: objects },
      { id: `AwsSolutions-IAM5[Resource::${results}/*]`, reason: objects },
      { id: `AwsSolutions-IAM5[Resource::${results}/workers/*]`, reason: 'Workers lease their names there' },
      {
        id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/*]',
        reason: "A task's number is not known before it runs; a condition on its tag limits this to the fleet",
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'ecr:GetAuthorizationToken cannot be limited to one repository',
      },
    );
  }
}

/** An ARN as cdk-nag writes it. */
function nameIn(stack: Stack, arn: string): string {
  const [logicalId, attribute] = stack.resolve(arn)['Fn::GetAtt'];
  return `<${logicalId}.${attribute}>`;
}
