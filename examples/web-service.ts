import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Access, EcsFargateClassifier } from '../lib';
import { loadBalancerFindings, withoutCertificate } from './nag/load-balancer-findings';
import { serverFindings } from './nag/server-findings';

/** A web service that anybody may send a picture to; it answers with labels. */
export class WebService extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const classifier = new EcsFargateClassifier(this, 'Classifier', {
      // With a certificate: Access.internet({ certificate, domainName: 'classify.shop.example' })
      access: Access.internet(),
    });

    new CfnOutput(this, 'Url', { value: classifier.url });

    // Why what cdk-nag finds stays so.
    Validations.of(classifier).acknowledge(
      {
        id: 'Annotation::cdk-image-classifier:access-without-tls',
        reason: 'The example must work for readers who own no domain name',
      },
      { id: 'AwsSolutions-EC23', reason: 'A public web service is open to the internet on purpose' },
      ...loadBalancerFindings,
      ...withoutCertificate,
      ...serverFindings,
    );
  }
}
