import type { aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireModelName, requireModelVersion, requireSha256 } from '../private/model-names';
import { modelAsset } from './model-artifact/model-asset';
import { modelPackage } from './model-artifact/model-package';
import type { ModelStore } from './model-store';

/** What is known of a model before it is opened. */
export interface ModelArtifactOptions {
  /**
   * The SHA-256 that the model must have, as `image-classifier inspect` prints it; a server does not start with another one.
   *
   * @default - what model.json says; without it, any model will do
   */
  readonly sha256?: string;
}

/** What is known of a model package of Amazon SageMaker. */
export interface ModelPackageOptions extends ModelArtifactOptions {
  /**
   * The key that encrypts the model data.
   *
   * @default - a key of Amazon S3
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * What lies where a model is: loose files below it; the highest of several versions; one archive with the model's folder in it; or
 * one compressed archive with the files themselves.
 */
export type ModelForm = 'files' | 'moving' | 'tar' | 'gzip';

/** A model where a server finds it. @internal */
export interface PlacedModel {
  /** The place in S3. */
  readonly model: string;
  /** What lies there. */
  readonly form: ModelForm;
  /** The size of its files, where it is known before deployment. */
  readonly bytes?: number;
  /** Lets a server fetch it. */
  readonly allowRead: (grantee: iam.IGrantable) => void;
}

type Place = (scope: Construct, onnx: boolean) => PlacedModel;

/** One model, wherever it comes from; the server fetches it from Amazon S3 when its task starts. */
export class ModelArtifact {
  /**
   * A model on this disk, uploaded with the deployment; no Docker is needed.
   *
   * @param path an .onnx file that describes itself, or a folder that holds one with all that belongs to it (weights,
   *   model.json, labels); what begins with a dot is left out. For a `PrebuiltImage` any files will do
   */
  public static fromAsset(path: string, options: ModelArtifactOptions = {}): ModelArtifact {
    return new ModelArtifact((scope, onnx) => modelAsset(scope, path, onnx), options);
  }

  /** This version of a model, and no other until you deploy another one. */
  public static fromVersion(
    store: ModelStore,
    name: string,
    version: number,
    options: ModelArtifactOptions = {},
  ): ModelArtifact {
    return new ModelArtifact((scope) => {
      requireModelName(scope, name);
      requireModelVersion(scope, name, version);
      return stored(store, name, { model: `/${version}`, form: 'files' });
    }, options);
  }

  /**
   * The highest version of a model that there is when a task starts; tasks that started at different times may have
   * different ones. To change all of them while they run, use `Containers.multiModel()`.
   */
  public static latest(store: ModelStore, name: string): ModelArtifact {
    return new ModelArtifact((scope) => {
      requireModelName(scope, name);
      return stored(store, name, { model: '', form: 'moving' });
    });
  }

  /**
   * A version in the model registry of Amazon SageMaker, whose model data is one archive (model.tar.gz) with an .onnx file
   * and what describes it. A deployment asks the registry where that archive lies.
   *
   * @param arn such as `arn:aws:sagemaker:eu-central-1:123456789012:model-package/shoes/3`
   */
  public static fromModelPackage(arn: string, options: ModelPackageOptions = {}): ModelArtifact {
    return new ModelArtifact((scope) => modelPackage(scope, arn, options.encryptionKey), options);
  }

  private constructor(
    private readonly place: Place,
    private readonly options: ModelArtifactOptions = {},
  ) {}

  /** @internal @param onnx whether it must be a model that the servers of this library read */
  public _bind(scope: Construct, onnx = true): PlacedModel & { readonly modelSha256?: string } {
    const { sha256 } = this.options;
    requireSha256(scope, sha256);
    return { ...this.place(scope, onnx), modelSha256: sha256 };
  }
}

function stored(store: ModelStore, name: string, { model, form }: Pick<PlacedModel, 'model' | 'form'>): PlacedModel {
  return {
    model: `${store.address}/${name}${model}`,
    form,
    allowRead: (grantee) => store.grants._readBelow(grantee, `${name}/`),
  };
}
