import { CfnOutput, Duration, aws_ecr as ecr, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Compute, InferenceImage, QueueWorkerFleet } from '../lib';

/** A large model on GPUs: instances come with the pictures and go after the last one. */
export class GpuFleet extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const repository = ecr.Repository.fromRepositoryName(this, 'Repository', 'classifier-cuda');
    const fleet = new QueueWorkerFleet(this, 'Fleet', {
      image: InferenceImage.fromEcr(repository, { tagOrDigest: '3' }),
      compute: Compute.ec2({ gpus: 1 }),
      maxWorkers: 4,
      secondsPerImage: 0.02,
      idleTime: Duration.minutes(15),
    });

    new CfnOutput(this, 'InputBucket', { value: fleet.inputBucket.bucketName });
    new CfnOutput(this, 'ResultBucket', { value: fleet.resultBucket.bucketName });

    const [pictures, results] = [fleet.inputBucket, fleet.resultBucket].map(({ bucketArn }) => nameIn(this, bucketArn));
    const objects = 'Pictures and results are many: the rights name the bucket, the prefix and each action';
    Validations.of(fleet).acknowledge(
      { id: 'AwsSolutions-ECS2', reason: "No secrets: the variables are only the server's own settings" },
      { id: 'AwsSolutions-ECS4', reason: 'Queue and service metrics, which cost nothing, tell all that scaling needs' },
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
        reason: 'Signing in to Amazon ECR and ECS, and seeing the names of instances, know no resources',
      },
      { id: 'AwsSolutions-IAM5[Action::ecs:Submit*]', reason: 'The ECS agent reports by several calls of that name' },
      {
        id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:instance/*]',
        reason: "An instance's number is not known before it runs; a condition on its tag limits this to the fleet",
      },
      { id: 'AwsSolutions-AS3', reason: 'Instances come and go with the pictures: that is no news' },
      { id: 'AwsSolutions-EC26', reason: 'The launch template encrypts the disk; this rule cannot follow it there' },
    );
  }
}

/** An ARN as cdk-nag writes it. */
function nameIn(stack: Stack, arn: string): string {
  const [logicalId, attribute] = stack.resolve(arn)['Fn::GetAtt'];
  return `<${logicalId}.${attribute}>`;
}
