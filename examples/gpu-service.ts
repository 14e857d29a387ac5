import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Compute, EcsFargateClassifier } from '../lib';
import { instanceFindings } from './nag/fleet-findings';
import { loadBalancerFindings, withoutCertificate } from './nag/load-balancer-findings';
import { serverFindings } from './nag/server-findings';

/** A large model that answers at once, on GPUs: EC2 instances behind a load balancer of the private network. */
export class GpuService extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const classifier = new EcsFargateClassifier(this, 'Classifier', {
      // Without images of machines and groups of instances: Compute.managedInstances({ gpus: 1 })
      compute: Compute.ec2({ gpus: 1, cpu: 4096, memoryMiB: 14_336, instanceName: 'gpu-instance' }),
      minTasks: 2,
      maxTasks: 6,
    });

    new CfnOutput(this, 'Url', { value: classifier.url });

    // Why what cdk-nag finds stays so.
    Validations.of(classifier).acknowledge(
      ...loadBalancerFindings,
      ...withoutCertificate,
      ...serverFindings,
      ...instanceFindings,
    );
  }
}
