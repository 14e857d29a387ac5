import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EcsFargateClassifier, Network, Sidecar } from '../lib';
import { loadBalancerFindings, withoutCertificate } from './nag/load-balancer-findings';
import { networkFindings } from './nag/network-findings';
import { serverFindings } from './nag/server-findings';

/** A classifier whose tasks send traces to AWS X-Ray and their log by Fluent Bit, from containers beside the server. */
export class SidecarService extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // The images of the sidecars come from the internet; with copies in Amazon ECR, no NAT is needed.
    const network = new Network(this, 'Network', { natGateways: 1 });
    const classifier = new EcsFargateClassifier(this, 'Classifier', {
      vpc: network.vpc,
      sidecars: [Sidecar.fluentBit(), Sidecar.adot()],
    });

    new CfnOutput(this, 'Url', { value: classifier.url });

    // Why what cdk-nag finds stays so.
    Validations.of(network).acknowledge(...networkFindings);
    Validations.of(classifier).acknowledge(...loadBalancerFindings, ...withoutCertificate, ...serverFindings);
  }
}
