import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { account } from '../assembly/identities';
import { requestBody } from '../engine/request-body';
import { asyncRequestOf } from './async-request';
import { bodyOf } from './container-server';
import type { Endpoints } from './endpoints';
import { payloadPart, streamFailure } from './event-stream';
import { customAttributesHeader, type Invocation, invocationOf } from './invocation';
import { bodyLimit } from './request-rules';
import type { Invoked, RunningEndpoint } from './running-endpoint';
import { internalFailure, modelError, RuntimeError, tooLarge, validationError } from './runtime-error';

/**
 * How long a container may take for an answer, and for a stream of them, in milliseconds.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/hosting-faqs.html
 */
const callLimits = { answerMs: 60_000, streamMs: 8 * 60_000 };

/** The runtime API of Amazon SageMaker, in front of the endpoints of a stack. */
export class RuntimeApi {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly onTrouble: (line: string) => void,
    private readonly limits = callLimits,
  ) {}

  /** @returns whether the path is one of its own */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const [, name, action] = /^\/endpoints\/([^/]+)\/([\w-]+)$/.exec(pathname) ?? [];
    if (name === undefined || !isLocal(request)) return false;
    response.setHeader('x-amzn-RequestId', randomUUID());
    try {
      await this.act(action, decodeURIComponent(name), { request, response });
    } catch (error) {
      this.refuse(response, error as Error);
    }
    return true;
  }

  private async act(
    action: string,
    name: string,
    { request, response }: { request: IncomingMessage; response: ServerResponse },
  ): Promise<void> {
    if (request.method !== 'POST') throw validationError('Only POST is answered here.');
    const endpoint = this.endpoints.find(name);
    if (!endpoint) {
      const image = this.endpoints.foreignImage(name);
      throw validationError(
        image === undefined
          ? `Endpoint ${name} of account ${account} not found.`
          : `Endpoint ${name} does not run on this machine: its image ${image} is not this project's.`,
      );
    }
    const most = bodyLimit(endpoint.model);
    const body = await requestBody(request, most);
    if (!body) throw tooLarge(most);
    const { headers } = request;
    if (action === 'invocations') {
      await this.invoke(endpoint, invocationOf(headers, body, 'plain'), response);
    } else if (action === 'invocations-response-stream') {
      await this.stream(endpoint, invocationOf(headers, body, 'stream'), response);
    } else if (action === 'async-invocations') {
      const { asynchronous } = endpoint.model;
      if (!asynchronous) {
        throw validationError(`Endpoint ${name} takes no asynchronous requests: call InvokeEndpoint.`);
      }
      const accepted = asyncRequestOf(endpoint.model, asynchronous, headers, body);
      this.endpoints.accept(endpoint, accepted);
      response.writeHead(202, {
        'Content-Type': 'application/json',
        'X-Amzn-SageMaker-OutputLocation': accepted.outputLocation,
        ...(accepted.failureLocation !== undefined && { 'X-Amzn-SageMaker-FailureLocation': accepted.failureLocation }),
      });
      response.end(JSON.stringify({ InferenceId: accepted.inferenceId }));
    } else throw new RuntimeError(404, 'UnknownOperationException', `${action} is not emulated here.`);
  }

  private async invoke(endpoint: RunningEndpoint, invocation: Invocation, response: ServerResponse): Promise<void> {
    const { answer, variant } = await this.ask(endpoint, invocation, callTime(response, this.limits.answerMs));
    const body = await bodyOf(answer).catch(() => {
      throw modelError({ ...broken, endpoint: endpoint.model.name, container: answer.container });
    });
    endpoint.keep({ answer, variant }, invocation, body);
    response.writeHead(200, { ...answerHeaders({ answer, variant }), 'Content-Length': body.length }).end(body);
  }

  /** Every piece as it comes from the container is one message of an event stream. */
  private async stream(endpoint: RunningEndpoint, invocation: Invocation, response: ServerResponse): Promise<void> {
    const { answer, variant } = await this.ask(endpoint, invocation, callTime(response, this.limits.streamMs));
    const { 'Content-Type': type, ...headers } = answerHeaders({ answer, variant });
    response.writeHead(200, {
      ...headers,
      'Content-Type': 'application/vnd.amazon.eventstream',
      'X-Amzn-SageMaker-Content-Type': type,
    });
    try {
      const parts: Buffer[] = [];
      for await (const part of answer.body) {
        response.write(payloadPart(part as Buffer));
        if (endpoint.capture) parts.push(part as Buffer);
      }
      endpoint.keep({ answer, variant }, invocation, Buffer.concat(parts));
    } catch {
      const error = { Message: broken.message, ErrorCode: 'StreamBroken' };
      response.write(streamFailure('ModelStreamError', error));
    }
    response.end();
  }

  private async ask(endpoint: RunningEndpoint, invocation: Invocation, signal: AbortSignal): Promise<Invoked> {
    const { name } = endpoint.model;
    const invoked = await endpoint.invoke(invocation, signal).catch((error: Error) => {
      if (error instanceof RuntimeError || !signal.aborted) throw error;
      throw modelError({ ...late, endpoint: name, container: invocation.targetContainer ?? 'primary' });
    });
    const { status, container } = invoked.answer;
    if (status >= 200 && status < 300) return invoked;
    throw modelError({ endpoint: name, container, status, message: String(await bodyOf(invoked.answer)) });
  }

  private refuse(response: ServerResponse, error: Error): void {
    const known = error instanceof RuntimeError ? error : internalFailure('An internal failure occurred.');
    if (known !== error) this.onTrouble(error.stack ?? error.message);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.writeHead(known.status, {
      'Content-Type': 'application/json',
      'x-amzn-ErrorType': known.type,
      // What was not read of a body that is too long is not read for the next request.
      ...(known.status === 413 && { Connection: 'close' }),
    });
    response.end(JSON.stringify({ ...known.members, Message: known.message }));
  }
}

const broken = { status: 0, message: 'The container closed the connection in the middle of its answer.' };
const late = {
  status: 0,
  message:
    'Your invocation timed out while waiting for a response from the container. Review the latency metrics for each ' +
    'container in Amazon CloudWatch, resolve the issue, and try again.',
};

/** Ends when the time is over, or nobody waits for the answer any more. */
function callTime(response: ServerResponse, ms: number): AbortSignal {
  const gone = new AbortController();
  const abort = () => gone.abort();
  finished(response).then(undefined, abort);
  return AbortSignal.any([AbortSignal.timeout(ms), gone.signal]);
}

function answerHeaders({ answer: { headers }, variant }: Invoked): Record<string, string> {
  const attributes = headers[customAttributesHeader];
  return {
    'Content-Type': headers['content-type'] ?? 'application/octet-stream',
    'x-Amzn-Invoked-Production-Variant': variant,
    ...(attributes !== undefined && { 'X-Amzn-SageMaker-Custom-Attributes': String(attributes) }),
  };
}

/** Programs of this machine ask by one of its names; a page of another site shall not. */
function isLocal({ headers: { host = '', origin } }: IncomingMessage): boolean {
  return origin === undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}
