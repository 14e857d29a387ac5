import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import { modelArchive } from '../../private/sagemaker/packed-model';
import type { ModelArtifact } from '../model-artifact';
import type { HostingSite } from './hosting-site';

export interface PlacedData {
  readonly modelSha256?: string;
  readonly data: Pick<sagemaker.CfnModel.ContainerDefinitionProperty, 'modelDataUrl' | 'modelDataSource'>;
}

export interface PlacedForm {
  /** Whether it must be one archive. */
  readonly archived: boolean;
  /** Whether it must be one that the servers of this library read. */
  readonly onnx: boolean;
  /** A folder of code that is to lie beside the model. */
  readonly script?: string;
}

/** A model where Amazon SageMaker finds it: as it lies in a store, or packed into one archive. */
export function placeModel(
  scope: Construct,
  site: HostingSite,
  artifact: ModelArtifact,
  { archived, onnx, script }: PlacedForm,
): PlacedData {
  const { model, form, modelSha256, allowRead } = artifact._bind(new Construct(scope, 'Source'), onnx);
  if (form === 'moving') {
    const problem = 'model must be one version, as an endpoint has the same on all its instances, got the latest';
    refuse(scope, 'sagemaker-model-latest', problem);
  }
  if (form === 'files' && !archived && !script) {
    allowRead(site.role);
    const s3DataSource = { s3Uri: `${model}/`, s3DataType: 'S3Prefix', compressionType: 'None' };
    return { modelSha256, data: { modelDataSource: { s3DataSource } } };
  }
  if (form === 'gzip' && !script) {
    allowRead(site.role);
    return { modelSha256, data: { modelDataUrl: model } };
  }
  const archive = modelArchive(scope, 'Archive', {
    source: { model, allowRead },
    script,
    bucket: site.archives(),
    logRetention: site.logRetention,
  });
  archive.allowRead(site.role);
  return { modelSha256, data: { modelDataUrl: archive.modelDataUrl } };
}
