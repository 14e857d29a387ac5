import type { ModelArchive } from '../endpoint-model';
import type { StackReader } from '../stack-reader';

const understood = ['ServiceToken', 'ServiceTimeout', 'Source', 'Script', 'Bucket', 'Prefix'];

/** The custom resources that pack a model as one archive when a stack is deployed. */
export function readModelArchives(stack: StackReader): ModelArchive[] {
  return stack.resources('Custom::ImageClassifierModelArchive', understood).map(({ id, properties }) => ({
    id,
    function: String(properties.ServiceToken),
    source: String(properties.Source),
    properties,
  }));
}
