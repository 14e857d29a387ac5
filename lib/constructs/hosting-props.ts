import type { Duration } from 'aws-cdk-lib';
import type { GpuDriver } from './hosting/gpu-driver';
import type { InferenceImage } from './inference-image';
import type { ModelArtifact } from './model-artifact';
import type { Peak } from './peak';
import type { Scaling } from './scaling';
import type { ServerSettings } from './server-settings';

/** What one container of an endpoint serves, and how. */
export interface ServedModelOptions {
  /**
   * What classifies.
   *
   * @default InferenceImage.bundled()
   */
  readonly image?: InferenceImage;

  /**
   * The model; with `ModelArtifact.fromVersion()` it is fetched as it lies there, others are packed into an archive first.
   *
   * @default - the one in the image
   */
  readonly model?: ModelArtifact;

  /**
   * How the server behaves.
   *
   * @default - the server's own defaults
   */
  readonly server?: ServerSettings;

  /**
   * Variables for an image of yours; no place for secrets, nor for what a property says.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;
}

/** The machines of an endpoint. */
export interface HostingInstanceOptions {
  /**
   * The instance type, such as `ml.c7g.xlarge`; images are built for its processors.
   *
   * @default 'ml.c7g.xlarge'
   */
  readonly instanceType?: string;

  /**
   * The fewest instances that ever run.
   *
   * @default 2
   */
  readonly minInstances?: number;

  /**
   * The most instances that ever run.
   *
   * @default 20
   */
  readonly maxInstances?: number;

  /**
   * What adds and removes instances.
   *
   * @default Scaling.onConcurrency()
   */
  readonly scaling?: Scaling;

  /**
   * Times that are known to be busy: they raise the minimum.
   *
   * @default - none
   */
  readonly schedules?: Peak[];

  /**
   * The NVIDIA driver of instances with GPUs.
   *
   * @default - GpuDriver.R580 where the bundled image uses GPUs; for other images what Amazon SageMaker gives the instance type
   */
  readonly gpuDriver?: GpuDriver;

  /**
   * How long a container may take until it answers /ping: whole seconds from 60 to 3600.
   *
   * @default - 4 minutes, which Amazon SageMaker grants
   */
  readonly startTimeout?: Duration;
}
