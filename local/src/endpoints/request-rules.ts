import type { EndpointModel } from '../assembly/endpoint-model';
import type { Invocation } from './invocation';
import { tooLarge, validationError } from './runtime-error';

const mebibyte = 1_048_576;
/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/hosting-faqs.html */
const mostBytes = 25 * mebibyte;
/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html */
const mostServerlessBytes = 4 * mebibyte;
const mostAttributes = 1024;

/** The largest body that an endpoint of this mode takes. */
export function bodyLimit({ mode }: EndpointModel): number {
  return mode === 'serverless' ? mostServerlessBytes : mostBytes;
}

/**
 * Refuses what the runtime API refuses before any container is asked.
 *
 * @throws RuntimeError ValidationError
 */
export function requireValid(endpoint: EndpointModel, invocation: Invocation): void {
  const { name, mode, variants, asynchronous } = endpoint;
  const { body, targetModel, targetContainer, component, customAttributes = '', targetVariant } = invocation;
  if (body.length > bodyLimit(endpoint)) throw tooLarge(bodyLimit(endpoint));
  if (asynchronous) {
    throw validationError(`Endpoint ${name} takes asynchronous requests only: call InvokeEndpointAsync.`);
  }
  if (!/^[\x20-\x7e]*$/.test(customAttributes) || customAttributes.length > mostAttributes) {
    throw validationError(`CustomAttributes must be at most ${mostAttributes} visible US-ASCII characters.`);
  }
  const containers = variants.flatMap(({ hosted }) => hosted?.containers ?? []);
  const many = containers.some((container) => container.many);
  if (targetModel !== undefined && !many) {
    const message = `Endpoint ${name} is not a multi-model endpoint and does not support target model header.`;
    throw validationError(message, 'TARGET_MODEL_HEADER_NOT_SUPPORTED');
  }
  const direct = variants.some(({ hosted }) => hosted?.execution === 'Direct');
  requireContainer(endpoint, { direct, targetContainer });
  if (mode === 'inference-components' ? component === undefined : component !== undefined) {
    throw validationError(
      component === undefined
        ? 'Inference Component Name header is required for endpoints to which you plan to deploy inference components. ' +
            'Please include Inference Component Name header or consider using SageMaker models.'
        : `Endpoint ${name} has no inference components and does not support inference component header.`,
    );
  }
  if (targetVariant !== undefined && !variants.some((variant) => variant.name === targetVariant)) {
    throw validationError(`Variant ${targetVariant} not found for Request`);
  }
  const wanted = containers.filter(({ name: own }) => !direct || own === targetContainer);
  if (wanted.some((container) => container.many)) requireModel(name, targetModel);
}

function requireContainer(
  { name, variants }: EndpointModel,
  { direct, targetContainer }: { direct: boolean; targetContainer: string | undefined },
): void {
  if (!direct) {
    if (targetContainer === undefined) return;
    throw validationError(`Endpoint ${name} is not a direct multi-container endpoint: it takes no target container.`);
  }
  const names = variants.flatMap(({ hosted }) => hosted?.containers ?? []).map((container) => container.name);
  if (targetContainer === undefined || !names.includes(targetContainer)) {
    throw validationError(
      `TargetContainerHostname must be one of ${[...new Set(names)].join(', ')}; received ${targetContainer ?? 'none'}.`,
    );
  }
}

function requireModel(endpoint: string, target: string | undefined): void {
  if (target === undefined) {
    throw validationError(`Endpoint ${endpoint} is a multi-model endpoint and requires the target model header.`);
  }
  if (target.startsWith('/') || target.split('/').includes('..')) {
    throw validationError(`TargetModel must be a path below the prefix of the models, received ${target}.`);
  }
}
