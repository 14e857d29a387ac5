import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AssetHashType, BundlingOutput, DockerImage, aws_iam as iam, aws_s3_assets as s3assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { fitsArchive, type ModelFile, modelFiles, writeArchive } from '../../private/model-archive';
import { refuse } from '../../private/refusals';
import type { PlacedModel } from '../model-artifact';

/** A model on this disk as one archive among the assets of the app. */
export function modelAsset(scope: Construct, path: string): PlacedModel {
  const files = modelFiles(path);
  requireModel(scope, path, files);
  const pack = (folder: string) => {
    writeArchive(files, join(folder, 'model.tar'));
    return true;
  };
  const asset = new s3assets.Asset(scope, 'Model', {
    // What is bundled must be a folder.
    path: statSync(path).isDirectory() ? path : dirname(path),
    displayName: `model ${basename(path)}`,
    assetHashType: AssetHashType.OUTPUT,
    // The image is never used: packing is done by this process.
    bundling: {
      image: DockerImage.fromRegistry('none'),
      // Never run either; without it, a second model of the same folder would be taken for the first.
      command: [basename(path)],
      local: { tryBundle: pack },
      outputType: BundlingOutput.ARCHIVED,
    },
  });
  return {
    model: asset.s3ObjectUrl,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    allowRead: (grantee) => {
      const resourceArns = [asset.bucket.arnForObjects(asset.s3ObjectKey)];
      iam.Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns });
    },
  };
}

function requireModel(scope: Construct, path: string, files: readonly ModelFile[]): void {
  const models = files.filter((file) => file.path.toLowerCase().endsWith('.onnx'));
  const found = files.length === 0 ? 'nothing' : files.map((file) => file.path).slice(0, 5);
  if (models.length === 0) refuse(scope, 'model-asset', `${path} must be or hold an .onnx file, got ${found}`);
  const pointer = models.find(({ source, bytes }) => bytes < 1024 && isGitPointer(source));
  if (pointer) refuse(scope, 'model-asset', `${pointer.source} is a Git LFS pointer, not the model; run git lfs pull`);
  const long = files.find((file) => !fitsArchive(file.path));
  if (long) refuse(scope, 'model-asset', `names must have up to 100 bytes, got ${long.path}`);
}

function isGitPointer(file: string): boolean {
  return readFileSync(file, 'latin1').startsWith('version https://git-lfs');
}
