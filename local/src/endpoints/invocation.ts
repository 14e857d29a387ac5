import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** One request as a caller of the runtime API made it. */
export interface Invocation {
  readonly body: Buffer;
  readonly contentType?: string;
  readonly accept?: string;
  readonly customAttributes?: string;
  readonly inferenceId?: string;
  readonly session?: string;
  readonly targetModel?: string;
  readonly targetVariant?: string;
  readonly targetContainer?: string;
  readonly component?: string;
}

/** What a container answered; its body still flows. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
  /** The container that answered. */
  readonly container: string;
}

const header = (name: string) => `x-amzn-sagemaker-${name}`;
export const customAttributesHeader = header('custom-attributes');

/**
 * Reads the headers of a request.
 *
 * @param form `plain`: InvokeEndpoint names content type and form of the answer as HTTP does; `own`: the asynchronous call has
 * headers of its own for both; `stream`: the streaming call for the form of the answer only
 */
export function invocationOf(headers: IncomingHttpHeaders, body: Buffer, form: 'plain' | 'own' | 'stream'): Invocation {
  const text = (name: string) => {
    const value = headers[name];
    return value === undefined || value === '' ? undefined : String(value);
  };
  return {
    body,
    contentType: text(form === 'own' ? header('content-type') : 'content-type'),
    accept: text(form === 'plain' ? 'accept' : header('accept')),
    customAttributes: text(customAttributesHeader),
    inferenceId: text(header('inference-id')),
    session: text(header('session-id')),
    targetModel: text(header('target-model')),
    targetVariant: text(header('target-variant')),
    targetContainer: text(header('target-container-hostname')),
    component: text(header('inference-component')),
  };
}

/** What a container is told of a request: SageMaker passes on no other header. */
export function containerHeaders(invocation: Invocation, { last }: { last: boolean }): Record<string, string> {
  const { contentType, accept, customAttributes, inferenceId, session, targetModel, body } = invocation;
  return {
    'Content-Length': String(body.length),
    ...(contentType !== undefined && { 'Content-Type': contentType }),
    ...(last && accept !== undefined && { Accept: accept }),
    ...(customAttributes !== undefined && { 'X-Amzn-SageMaker-Custom-Attributes': customAttributes }),
    ...(inferenceId !== undefined && { 'X-Amzn-SageMaker-Inference-Id': inferenceId }),
    ...(session !== undefined && { 'X-Amzn-SageMaker-Session-Id': session }),
    ...(targetModel !== undefined && { 'X-Amzn-SageMaker-Target-Model': targetModel }),
  };
}
