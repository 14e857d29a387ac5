import type { Page } from '../model';
import type { StackReader } from '../stack-reader';

/** The folders that the CDK's own deployment of files puts into a bucket, such as a web page. */
export function readPages(stack: StackReader): Page[] {
  const understood = ['SourceObjectKeys', 'DestinationBucketKeyPrefix', 'DestinationBucketName'];
  return stack.resources('Custom::CDKBucketDeployment', understood).map(({ id, properties }) => ({
    id,
    prefix: String(properties.DestinationBucketKeyPrefix ?? ''),
    folders: ((properties.SourceObjectKeys ?? []) as unknown[]).flatMap((key) => stack.assets.get(String(key)) ?? []),
  }));
}
