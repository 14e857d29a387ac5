import type { AsynchronousModel, ComponentModel, EndpointModel, HostingMode, VariantModel } from '../endpoint-model';
import type { ReadResource, StackReader } from '../stack-reader';
import { type Fields, isFields } from '../template';
import { readCapture } from './data-capture';
import { readHostedModels } from './hosted-models';
import { readComponents } from './inference-components';
import { invalidEndpoint } from './invalid-endpoint';

const ofConfiguration = [
  ...['EndpointConfigName', 'ProductionVariants', 'ShadowProductionVariants', 'AsyncInferenceConfig', 'Tags'],
  ...['ExecutionRoleArn', 'EnableNetworkIsolation', 'MetricsConfig', 'DataCaptureConfig'],
];
const ofEndpoint = [
  ...['EndpointName', 'EndpointConfigName', 'Tags', 'RetainAllVariantProperties'],
  ...['ExcludeRetainedVariantProperties', 'RetainDeploymentConfig'],
];
/** SageMaker decides by itself where a configuration is silent; a number that suits few cores. */
const defaultConcurrency = 4;
/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html */
const defaultStartSeconds = 240;

/**
 * The SageMaker endpoints of a stack.
 *
 * @throws LocalFailure local-endpoint-invalid
 */
export function readEndpoints(stack: StackReader): EndpointModel[] {
  const models = readHostedModels(stack);
  const components = readComponents(stack, models);
  const configurations = new Map(
    stack
      .resources('AWS::SageMaker::EndpointConfig', ofConfiguration)
      .map((configuration) => [stack.identity(configuration.id, 'EndpointConfigName'), configuration]),
  );
  return stack.resources('AWS::SageMaker::Endpoint', ofEndpoint).map(({ id, properties }) => {
    const name = stack.identity(id, 'EndpointName');
    const configuration = configurations.get(String(properties.EndpointConfigName));
    if (!configuration) throw invalidEndpoint(id, `there is no configuration ${String(properties.EndpointConfigName)}`);
    const own = components.get(name) ?? [];
    const variant = (fields: Fields) => readVariant(id, configuration, { fields, models, own });
    const variants = list(configuration.properties.ProductionVariants).map(variant);
    const shadows = list(configuration.properties.ShadowProductionVariants).map(variant);
    if (variants.length === 0) throw invalidEndpoint(id, 'its configuration has no variant');
    // Its image is another one than ours: what it would answer nobody here can tell.
    const [foreign] = [...variants, ...shadows].flatMap(({ hosted }) => hosted?.foreign ?? []);
    const asynchronous = readAsynchronous(configuration.properties.AsyncInferenceConfig);
    const capture = readCapture(configuration.properties.DataCaptureConfig);
    // Whether Amazon SageMaker captures what waits in a line, no page of AWS says.
    if (capture && asynchronous) stack.note('DataCaptureConfig of an asynchronous endpoint', configuration.id);
    return { id, name, mode: modeOf(variants[0], asynchronous), variants, shadows, asynchronous, capture, foreign };
  });
}

interface VariantSources {
  readonly fields: Fields;
  readonly models: ReturnType<typeof readHostedModels>;
  readonly own: readonly (ComponentModel & { readonly variant: string })[];
}

function readVariant(
  endpoint: string,
  configuration: ReadResource,
  { fields, models, own }: VariantSources,
): VariantModel {
  const name = String(fields.VariantName);
  const { ModelName, ServerlessConfig } = fields;
  const hosted = ModelName === undefined ? undefined : models.get(String(ModelName));
  if (ModelName !== undefined && !hosted) {
    throw invalidEndpoint(
      endpoint,
      `its variant ${name} has a model that is not in the template: ${String(ModelName)}`,
    );
  }
  const serverless = isFields(ServerlessConfig) ? ServerlessConfig : undefined;
  const managed = isFields(fields.ManagedInstanceScaling) ? fields.ManagedInstanceScaling : {};
  return {
    name,
    configuration: String(configuration.properties.EndpointConfigName ?? configuration.id),
    weight: Number(fields.InitialVariantWeight ?? 1),
    instances: Number(
      serverless
        ? (serverless.ProvisionedConcurrency ?? 0)
        : (fields.InitialInstanceCount ?? managed.MinInstanceCount ?? 1),
    ),
    ...(serverless && { serverless: { maxConcurrency: Number(serverless.MaxConcurrency) } }),
    startSeconds: Number(fields.ContainerStartupHealthCheckTimeoutInSeconds ?? defaultStartSeconds),
    hosted,
    components: hosted ? [] : own.filter(({ variant }) => variant === name),
  };
}

function readAsynchronous(config: unknown): AsynchronousModel | undefined {
  if (!isFields(config)) return undefined;
  const { OutputConfig, ClientConfig } = config as { OutputConfig?: Fields; ClientConfig?: Fields };
  const { SuccessTopic, ErrorTopic, IncludeInferenceResponseIn } = (OutputConfig?.NotificationConfig ?? {}) as Fields;
  return {
    outputPath: String(OutputConfig?.S3OutputPath ?? ''),
    ...(OutputConfig?.S3FailurePath !== undefined && { failurePath: String(OutputConfig.S3FailurePath) }),
    ...(SuccessTopic !== undefined && { successTopic: String(SuccessTopic) }),
    ...(ErrorTopic !== undefined && { errorTopic: String(ErrorTopic) }),
    included: ((IncludeInferenceResponseIn ?? []) as unknown[]).map(String),
    concurrency: Number(ClientConfig?.MaxConcurrentInvocationsPerInstance ?? defaultConcurrency),
  };
}

function modeOf({ hosted, serverless }: VariantModel, asynchronous: AsynchronousModel | undefined): HostingMode {
  if (asynchronous) return 'asynchronous';
  if (serverless) return 'serverless';
  if (!hosted) return 'inference-components';
  if (hosted.containers.some(({ many }) => many)) return 'multi-model';
  return hosted.containers.length > 1 ? 'multi-container' : 'real-time';
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value : [];
}
