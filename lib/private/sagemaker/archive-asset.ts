import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AssetHashType, BundlingOutput, DockerImage, aws_iam as iam, aws_s3_assets as s3assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type ModelFile, writeArchive } from './model-archive';

export interface ArchiveAsset {
  /** The place in S3. */
  readonly model: string;
  /** Lets a server fetch it. */
  readonly allowRead: (grantee: iam.IGrantable) => void;
}

export interface ArchiveAssetOptions {
  /** The file or folder that the files are of. */
  readonly path: string;
  readonly files: readonly ModelFile[];
  /** Such as `model`. */
  readonly noun: string;
}

/** Files of this disk as one archive (tar) among the assets of the app. */
export function archiveAsset(scope: Construct, id: string, { path, files, noun }: ArchiveAssetOptions): ArchiveAsset {
  const asset = new s3assets.Asset(scope, id, {
    // What is bundled must be a folder.
    path: statSync(path).isDirectory() ? path : dirname(path),
    displayName: `${noun} ${basename(path)}`,
    assetHashType: AssetHashType.OUTPUT,
    // The image is never used: packing is done by this process.
    bundling: {
      image: DockerImage.fromRegistry('none'),
      // Never run either; without it, a second model of the same folder would be taken for the first.
      command: [basename(path)],
      local: {
        tryBundle: (folder) => {
          writeArchive(files, join(folder, `${noun}.tar`));
          return true;
        },
      },
      outputType: BundlingOutput.ARCHIVED,
    },
  });
  return {
    model: asset.s3ObjectUrl,
    allowRead: (grantee) => {
      const resourceArns = [asset.bucket.arnForObjects(asset.s3ObjectKey)];
      iam.Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns });
    },
  };
}
