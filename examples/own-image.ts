import { CfnOutput, aws_ecs as ecs, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EcsFargateClassifier, ImageRepository, InferenceImage } from '../lib';
import { loadBalancerFindings, withoutCertificate } from './nag/load-balancer-findings';
import { serverFindings } from './nag/server-findings';

/** A classifier with an image of yours: the bundled one serves until you pushed a version and deploy it by `-c version=1.0.0`. */
export class OwnImage extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const images = new ImageRepository(this, 'Images');
    const version: string | undefined = this.node.tryGetContext('version');
    const { ARM64, X86_64 } = ecs.CpuArchitecture;
    const classifier = new EcsFargateClassifier(this, 'Classifier', {
      image: version
        ? InferenceImage.fromEcr(images.repository, { tagOrDigest: version, cpuArchitectures: [ARM64, X86_64] })
        : InferenceImage.bundled(),
    });

    new CfnOutput(this, 'Repository', { value: images.uri, description: 'Push to this, with a tag' });
    new CfnOutput(this, 'Url', { value: classifier.url });

    // Why what cdk-nag finds stays so.
    Validations.of(classifier).acknowledge(...loadBalancerFindings, ...withoutCertificate, ...serverFindings);
  }
}
