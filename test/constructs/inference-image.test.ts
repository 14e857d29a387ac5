import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, aws_ecr as ecr, aws_ecs as ecs, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Compute, EcsFargateClassifier, type EcsFargateClassifierProps, InferenceImage, Network } from '../../lib';
import { templateWith } from './synthesized';

function imageAssets(props: EcsFargateClassifierProps): { platform?: string; directory?: string }[] {
  const app = new App();
  const shop = new Stack(app, 'Shop');
  new EcsFargateClassifier(shop, 'Classifier', props);
  const assets = app
    .synth()
    .getStackArtifact(shop.artifactId)
    .dependencies.flatMap((artifact) => {
      return 'contents' in artifact
        ? Object.values((artifact.contents as { dockerImages?: object }).dockerImages ?? {})
        : [];
    });
  return assets.map(({ source }) => source);
}

test.each([
  [ecs.CpuArchitecture.ARM64, 'linux/arm64'],
  [ecs.CpuArchitecture.X86_64, 'linux/amd64'],
])('the bundled image is built for the processor of the tasks (%#)', (cpuArchitecture, platform) => {
  expect(imageAssets({ compute: Compute.fargate({ cpuArchitecture }) })).toEqual([
    expect.objectContaining({ platform }),
  ]);
});

test('a folder of yours is built the same way', () => {
  const directory = mkdtempSync(join(tmpdir(), 'classifier-'));
  try {
    cpSync(join(__dirname, '../../container/Dockerfile'), join(directory, 'Dockerfile'));
    expect(imageAssets({ image: InferenceImage.fromAsset(directory) })).toHaveLength(1);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('an image in Amazon ECR is loaded by its tag, with rights on that repository only', () => {
  const template = templateWith((shop) => {
    const repository = new ecr.Repository(shop, 'Repository');
    return { image: InferenceImage.fromEcr(repository, { tagOrDigest: 'v3' }) };
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: Match.arrayWith(['ecr:BatchGetImage']),
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('Repository'), 'Arn'] },
        }),
      ]),
    },
  });
});

test('an image in another registry is loaded through NAT', () => {
  const template = templateWith((shop) => ({
    vpc: new Network(shop, 'Network', { natGateways: 1 }).vpc,
    image: InferenceImage.fromRegistry('ghcr.io/shop/classifier:3', { cpuArchitectures: [ecs.CpuArchitecture.ARM64] }),
  }));
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [Match.objectLike({ Image: 'ghcr.io/shop/classifier:3' })],
  });
});
