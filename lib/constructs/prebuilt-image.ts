import type { aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../private/refusals';
import type { FrameworkName } from '../private/tables/prebuilt-images';
import { InferenceImage } from './inference-image';
import type { ImageScript, LocatedImage, Machine } from './inference-image/image-source';
import { frameworkImage } from './prebuilt-image/framework-image';
import { frameworkScript } from './prebuilt-image/framework-script';

/** Code of yours that an image by AWS runs: script mode. */
export interface InferenceScript {
  /** The folder with the code, and a `requirements.txt` if it needs more than the image has. */
  readonly directory: string;

  /** The file in it that the image begins with, such as `inference.py`. */
  readonly entryPoint: string;
}

/** What can be chosen for an image by AWS. */
export interface FrameworkImageOptions {
  /**
   * The version of the framework, such as `2.6`, as docs/patterns/prebuilt-image.md lists them.
   *
   * @default - the newest that AWS builds for inference
   */
  readonly version?: string;

  /**
   * Code that loads the model, reads a picture and writes the answer.
   *
   * @default - what the image does by itself
   */
  readonly script?: InferenceScript;
}

/** What can be chosen for an image by AWS that there is for GPUs too. */
export interface GpuFrameworkImageOptions extends FrameworkImageOptions {
  /**
   * Whether the image is the one for GPUs.
   *
   * @default - by the instance type: where it has GPUs, the image for GPUs
   */
  readonly gpu?: boolean;
}

/**
 * A container image that AWS builds for a framework, for Amazon SageMaker only. It is not the server of this library: settings of
 * the server, its metrics and its failures do not hold for it.
 */
export class PrebuiltImage extends InferenceImage {
  /** PyTorch with TorchServe. AWS patched it for the last time on 2026-06-30. */
  public static pytorch(options: GpuFrameworkImageOptions = {}): PrebuiltImage {
    return new PrebuiltImage('PyTorch', options);
  }

  /** TensorFlow Serving; the entry point of a script is `inference.py`. AWS patched it for the last time on 2026-03-11. */
  public static tensorflow(options: GpuFrameworkImageOptions = {}): PrebuiltImage {
    return new PrebuiltImage('TensorFlow', options);
  }

  /** scikit-learn, for x86-64; it needs a script. */
  public static sklearn(options: FrameworkImageOptions = {}): PrebuiltImage {
    return new PrebuiltImage('scikit-learn', options);
  }

  /** XGBoost, for x86-64. */
  public static xgboost(options: FrameworkImageOptions = {}): PrebuiltImage {
    return new PrebuiltImage('XGBoost', options);
  }

  public readonly needsInternet = false;

  /** @internal */
  public readonly _bundled = false;

  private constructor(
    private readonly framework: FrameworkName,
    private readonly options: GpuFrameworkImageOptions,
  ) {
    super();
  }

  /** @internal */
  public _bind(scope: Construct, _cpuArchitecture: ecs.CpuArchitecture, _gpus?: number): ecs.ContainerImage {
    const problem = `image must be an InferenceImage for tasks of Amazon ECS, got ${this.framework} of a PrebuiltImage`;
    return refuse(scope, 'image-prebuilt', problem);
  }

  /** @internal @param today the day by which an image is past its patches */
  public _locate(scope: Construct, machine: Machine, today = new Date()): LocatedImage {
    const { version, gpu } = this.options;
    return frameworkImage(scope, { framework: this.framework, version, gpu, machine, today });
  }

  /** @internal */
  public override _script(scope: Construct): ImageScript | undefined {
    return frameworkScript(scope, this.framework, this.options.script);
  }
}
