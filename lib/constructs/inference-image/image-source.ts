import type { aws_ecs as ecs, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What the tasks or the instances have that an image must be made for. */
export interface Machine {
  readonly cpuArchitecture: ecs.CpuArchitecture;
  readonly gpus: number;
}

/** An image where Amazon SageMaker finds it: in a private repository of Amazon ECR. */
export interface LocatedImage {
  /** By this library, by its user, or by AWS for a framework. */
  readonly kind: 'bundled' | 'own' | 'prebuilt';
  readonly uri: string;
  /** The processors it was built for, where that is known. */
  readonly cpuArchitectures?: ecs.CpuArchitecture[];
  /** Whether it works with a GPU only. */
  readonly gpu?: boolean;
  /** Gives the role of an endpoint what it needs to load this image, and nothing else. */
  allowPull(grantee: iam.IGrantable): void;
}

/** Code of the user's that runs inside an image by AWS. */
export interface ImageScript {
  /** Its files belong into `code/` of the model's archive. */
  readonly directory: string;
  /** Variables that tell the container where they are. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where an image comes from. */
export interface ImageSource {
  readonly needsInternet?: boolean;
  readonly bundled?: boolean;
  bind(scope: Construct, machine: Machine): ecs.ContainerImage;
  locate(scope: Construct, machine: Machine): LocatedImage;
}
