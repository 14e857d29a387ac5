import { App, aws_ecs as ecs, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { InferenceImage } from '../../lib';
import type { LocatedImage, Machine } from '../../lib/constructs/inference-image/image-source';

export const graviton: Machine = { cpuArchitecture: ecs.CpuArchitecture.ARM64, gpus: 0 };
export const intel: Machine = { cpuArchitecture: ecs.CpuArchitecture.X86_64, gpus: 0 };
export const nvidia: Machine = { cpuArchitecture: ecs.CpuArchitecture.X86_64, gpus: 1 };

export const shopIn = (region?: string): Stack =>
  new Stack(new App(), 'Shop', region ? { env: { account: '111111111111', region } } : {});

/** What the role of an endpoint may do after it was let at an image, statement by statement. */
export function rightsTo(shop: Stack, located: LocatedImage): { Action: unknown; Resource: unknown }[] {
  located.allowPull(new iam.Role(shop, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') }));
  const policies = Object.values(Template.fromStack(shop).findResources('AWS::IAM::Policy'));
  return policies.flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.map(({ Action, Resource }: { Action: unknown; Resource: unknown }) => ({
      Action,
      Resource,
    })),
  );
}

/** The exact rights to load images of one repository. */
export const pullRights = (repositoryArn: unknown) => [
  { Action: 'ecr:GetAuthorizationToken', Resource: '*' },
  {
    Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    Resource: repositoryArn,
  },
];

export const locate = (image: InferenceImage, machine: Machine, shop = shopIn()): LocatedImage =>
  image._locate(shop, machine);
