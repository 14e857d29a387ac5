import { aws_ecs as ecs } from 'aws-cdk-lib';

/** Images that AWS publishes for both processor architectures, each by one version so that a task is the same tomorrow. */
const names = {
  adot: 'public.ecr.aws/aws-observability/aws-otel-collector:v0.48.0',
  cloudWatchAgent: 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300066.1b1374',
  // The tags `latest` and `stable` still stand for version 2, whose Fluent Bit is of 2022.
  fluentBit: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.15',
} as const;

export function publicImage(of: keyof typeof names): ecs.ContainerImage {
  return ecs.ContainerImage.fromRegistry(names[of]);
}

/** Whether it comes from a registry on the internet. */
export function isPublic(image: ecs.ContainerImage): boolean {
  return image instanceof ecs.RepositoryImage;
}
