import type { HostedContainer, HostedModel, ModelData } from '../endpoint-model';
import { account } from '../identities';
import type { StackReader } from '../stack-reader';
import { type Fields, isFields } from '../template';

const ofModel = [
  ...['ModelName', 'PrimaryContainer', 'Containers', 'InferenceExecutionConfig', 'EnableNetworkIsolation'],
  ...['ExecutionRoleArn', 'Tags'],
];
const ofContainer = [
  ...['Image', 'Environment', 'ModelDataUrl', 'ModelDataSource', 'Mode', 'MultiModelConfig', 'ContainerHostname'],
  ...['ImageConfig'],
];

/** The models of a stack by their names; one without containers has an image that is not this project's. */
export function readHostedModels(stack: StackReader): ReadonlyMap<string, HostedModel> {
  return new Map(
    stack.resources('AWS::SageMaker::Model', ofModel).map(({ id, properties }) => {
      const { PrimaryContainer, Containers, InferenceExecutionConfig } = properties;
      const all = (Array.isArray(Containers) ? Containers : [PrimaryContainer]).filter(isFields);
      const foreign = foreignIn(all);
      const hosted: HostedModel = {
        ...(foreign !== undefined && { foreign }),
        containers: readContainers(stack, id, all),
        execution: (InferenceExecutionConfig as Fields | undefined)?.Mode === 'Direct' ? 'Direct' : 'Serial',
        isolated: properties.EnableNetworkIsolation === true,
      };
      return [stack.identity(id, 'ModelName'), hosted];
    }),
  );
}

/** What containers are told; none at all where one of them has an image of somebody else, which is noted. */
export function readContainers(stack: StackReader, id: string, all: readonly Fields[]): HostedContainer[] {
  const foreign = foreignIn(all);
  if (foreign !== undefined) {
    stack.note(`the image ${foreign}`, id);
    return [];
  }
  return all.map((fields, place) => {
    for (const name of Object.keys(fields)) {
      if (!ofContainer.includes(name)) stack.note(`AWS::SageMaker::Model container ${name}`, id);
    }
    const variables = Object.entries((fields.Environment ?? {}) as Fields);
    const many = fields.Mode === 'MultiModel';
    const setting = (fields.MultiModelConfig as Fields | undefined)?.ModelCacheSetting;
    return {
      name: String(fields.ContainerHostname ?? (all.length === 1 ? 'primary' : `container-${place + 1}`)),
      environment: Object.fromEntries(variables.map(([name, value]) => [name, String(value)])),
      data: dataOf(fields, many),
      ...(many && { many: { cached: setting !== 'Disabled' } }),
    };
  });
}

const foreignIn = (all: readonly Fields[]): string | undefined => all.map(({ Image }) => String(Image)).find(isForeign);

/** Images of this account hold this project's server; those of others are the frameworks' of AWS. */
function isForeign(image: string): boolean {
  const [, owner] = /^(\d{12})\.dkr\.ecr\./.exec(image) ?? [];
  return owner !== undefined && owner !== account;
}

function dataOf({ ModelDataUrl, ModelDataSource, ArtifactUrl }: Fields, many: boolean): ModelData | undefined {
  const source = (ModelDataSource as Fields | undefined)?.S3DataSource as Fields | undefined;
  const url = source?.S3Uri ?? ModelDataUrl ?? ArtifactUrl;
  if (url === undefined) return undefined;
  const loose = source !== undefined && source.CompressionType !== 'Gzip';
  return { url: String(url), form: many || loose ? 'prefix' : 'archive' };
}
