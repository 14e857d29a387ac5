import { aws_certificatemanager as acm, CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Access, EcsFargateClassifier, GoldenPictures, Release } from '../lib';
import { functionFindings } from './nag/function-findings';
import { loadBalancerFindings } from './nag/load-balancer-findings';
import { serverFindings } from './nag/server-findings';

/** A classifier inside the network of a shop: a new model gets traffic once it knew ten products, and loses it if it disappoints. */
export class BlueGreen extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const certificateArn = 'arn:aws:acm:eu-central-1:111111111111:certificate/12345678-1234-1234-1234-123456789012';
    const certificate = acm.Certificate.fromCertificateArn(this, 'Certificate', certificateArn);
    const classifier = new EcsFargateClassifier(this, 'Classifier', {
      access: Access.privateNetwork({ certificate, domainName: 'classify.shop.internal.example' }),
      release: Release.blueGreen({
        // With a model of your own: GoldenPictures.fromAsset('golden-pictures')
        goldenPictures: GoldenPictures.drawn(),
        bakeTime: Duration.minutes(15),
      }),
    });

    new CfnOutput(this, 'Url', { value: classifier.url });

    // Why what cdk-nag finds stays so.
    Validations.of(classifier).acknowledge(...loadBalancerFindings, ...serverFindings, {
      id: 'NIST.800.53.R5-ELBv2ACMCertificateRequired',
      reason: 'Port 80 answers with nothing but the way to port 443, which has the certificate',
    });
    Validations.of(classifier.node.findChild('Release')).acknowledge(...functionFindings, {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Neither looking at load balancers nor placing a function in a network can be limited to one of them',
    });
  }
}
