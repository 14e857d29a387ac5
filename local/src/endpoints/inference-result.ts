import { region } from '../assembly/identities';
import type { AsyncRequest } from './async-request';

/** An answer that is longer is not put into a notification. */
const mostIncluded = 128_000;

export interface Finished {
  readonly endpoint: string;
  readonly request: AsyncRequest;
  readonly contentType?: string;
  /** What the container answered, where it shall be included. */
  readonly body?: Buffer;
  /** Why it failed, where it did. */
  readonly failure?: string;
}

/**
 * The message that SageMaker publishes about an asynchronous request that is done.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-check-predictions.html
 */
export function inferenceResult({ endpoint, request, contentType, body, failure }: Finished): object {
  const { receivedAt, inferenceId, invocation, inputLocation, outputLocation } = request;
  const { accept, contentType: sent, customAttributes } = invocation;
  return {
    awsRegion: region,
    eventTime: new Date().toISOString(),
    receivedTime: receivedAt.toISOString(),
    invocationStatus: failure === undefined ? 'Completed' : 'Failed',
    ...(failure !== undefined && { failureReason: failure }),
    requestParameters: {
      ...(accept !== undefined && { accept }),
      ...(sent !== undefined && { contentType: sent }),
      ...(customAttributes !== undefined && { customAttributes }),
      endpointName: endpoint,
      ...(inputLocation !== undefined && { inputLocation }),
    },
    ...(failure === undefined && { responseParameters: { contentType, outputLocation } }),
    ...(body &&
      body.length <= mostIncluded && { responseBody: { content: body.toString('base64'), encoding: 'BASE64' } }),
    inferenceId,
    eventVersion: '1.0',
    eventSource: 'aws:sagemaker',
    eventName: 'InferenceResult',
  };
}
