import type { SynthesizedStack } from './cloud-assembly';
import type { Places } from './identities';
import type { Model } from './model';
import { readAlarms } from './resources/alarms';
import { readBuckets } from './resources/buckets';
import { readEndpoints } from './resources/endpoints';
import { readApis, readEventSources, readFunctions } from './resources/functions';
import { readModelArchives } from './resources/model-archives';
import { readPages } from './resources/pages';
import { readQueues } from './resources/queues';
import { readTargets, scalables } from './resources/scaling';
import { readServices } from './resources/services';
import { readTopics } from './resources/topics';
import { StackReader } from './stack-reader';

/**
 * What of a stack runs on this machine, with every name and address as it is here.
 *
 * @throws LocalFailure local-template-invalid, local-asset-missing, local-endpoint-invalid
 */
export function readModel(stack: SynthesizedStack, places: Places): Model {
  const reader = new StackReader(stack, places);
  const services = readServices(reader);
  const hosted = readEndpoints(reader);
  const endpoints = hosted.filter(({ foreign }) => foreign === undefined);
  const parts = {
    queues: readQueues(reader),
    ...readBuckets(reader),
    services,
    functions: readFunctions(reader),
    eventSources: readEventSources(reader),
    apis: readApis(reader),
    pages: readPages(reader),
    endpoints,
    absent: hosted.filter((endpoint) => !endpoints.includes(endpoint)),
    archives: readModelArchives(reader),
    topics: readTopics(reader, endpoints),
    targets: readTargets(reader, scalables(services, endpoints)),
    alarms: readAlarms(reader),
  };
  // Names only; what they name is understood above.
  reader.resources('AWS::ECS::Cluster', ['ClusterName']);
  return { name: stack.name, ...parts, notSimulated: reader.notSimulated };
}
