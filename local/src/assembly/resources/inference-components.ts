import type { ComponentModel, HostedModel } from '../endpoint-model';
import type { StackReader } from '../stack-reader';
import { type Fields, isFields } from '../template';
import { readContainers } from './hosted-models';
import { invalidEndpoint } from './invalid-endpoint';

const understood = [
  ...['InferenceComponentName', 'EndpointName', 'VariantName', 'Specification', 'RuntimeConfig', 'Tags'],
];
const defaultStartSeconds = 240;

type Placed = ComponentModel & { readonly variant: string };

/**
 * The inference components of a stack by the names of their endpoints.
 *
 * @throws LocalFailure local-endpoint-invalid
 */
export function readComponents(
  stack: StackReader,
  models: ReadonlyMap<string, HostedModel>,
): ReadonlyMap<string, readonly Placed[]> {
  const byEndpoint = new Map<string, Placed[]>();
  for (const { id, properties } of stack.resources('AWS::SageMaker::InferenceComponent', understood)) {
    const { EndpointName, VariantName, Specification, RuntimeConfig } = properties;
    const hosted = hostedBy(stack, id, models, isFields(Specification) ? Specification : {});
    if (hosted.containers.length === 0) continue;
    const { StartupParameters = {} } = Specification as { StartupParameters?: Fields };
    const component: Placed = {
      id,
      name: stack.identity(id, 'InferenceComponentName'),
      variant: String(VariantName),
      copies: Number((RuntimeConfig as Fields | undefined)?.CopyCount ?? 1),
      startSeconds: Number(StartupParameters.ContainerStartupHealthCheckTimeoutInSeconds ?? defaultStartSeconds),
      hosted,
    };
    const endpoint = String(EndpointName);
    byEndpoint.set(endpoint, [...(byEndpoint.get(endpoint) ?? []), component]);
  }
  return byEndpoint;
}

function hostedBy(
  stack: StackReader,
  id: string,
  models: ReadonlyMap<string, HostedModel>,
  { ModelName, Container }: Fields,
): HostedModel {
  if (isFields(Container)) {
    return { containers: readContainers(stack, id, [Container]), execution: 'Serial', isolated: false };
  }
  const hosted = models.get(String(ModelName));
  if (!hosted)
    throw invalidEndpoint(id, `it has neither a container nor a model of the template: ${String(ModelName)}`);
  return hosted;
}
