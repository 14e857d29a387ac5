import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { aws_s3_deployment as deployment, aws_logs as logs, type aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PageConfig } from '../../contracts/web-api';
import { refuse } from '../refusals';

// lib/private and dist/private lie at equal depth, so one path serves the checkout and the published package.
const directory = resolve(__dirname, '../../../container/dist/page');

/** Puts the page into its bucket, with a file beside it that tells whom to talk to. */
export function publishPage(
  scope: Construct,
  { bucket, config, logRetention }: { bucket: s3.IBucket; config: PageConfig; logRetention: logs.RetentionDays },
): deployment.BucketDeployment {
  if (!existsSync(join(directory, 'index.html')))
    refuse(scope, 'function-not-built', 'container/dist/page is not built');
  return new deployment.BucketDeployment(scope, 'PageFiles', {
    destinationBucket: bucket,
    destinationKeyPrefix: 'page',
    sources: [
      deployment.Source.asset(directory, { exclude: ['config.json'] }),
      deployment.Source.jsonData('config.json', config),
    ],
    cacheControl: [deployment.CacheControl.noCache()],
    memoryLimit: 512,
    // The bucket goes with the stack, and Amazon S3 deletes no bucket with files in it.
    retainOnDelete: false,
    logGroup: new logs.LogGroup(scope, 'PageFilesLog', { retention: logRetention }),
  });
}
