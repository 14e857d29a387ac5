import { CfnOutput, Duration, aws_ecr as ecr, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Compute, InferenceImage, QueueWorkerFleet } from '../lib';
import { fleetFindings, instanceFindings } from './nag/fleet-findings';

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

    // Why what cdk-nag finds stays so.
    Validations.of(fleet).acknowledge(...fleetFindings(fleet), ...instanceFindings);
  }
}
