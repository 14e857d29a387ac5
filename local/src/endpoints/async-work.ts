import type { EndpointModel } from '../assembly/endpoint-model';
import type { ObjectCalls } from '../cloud/object-calls';
import type { LinedUp } from './async-line';
import type { AsyncRequest } from './async-request';
import { bodyOf } from './container-server';
import type { Copy } from './copy';
import { type Finished, inferenceResult } from './inference-result';

export interface AsyncWorkOptions {
  readonly endpoint: EndpointModel;
  readonly request: AsyncRequest;
  readonly objects: ObjectCalls;
  readonly publish: (topic: string, message: string) => Promise<void>;
  /** Hears of every request that a copy answered, with its status, or that it did not. */
  readonly onEnd: (status: number) => void;
  readonly onTrouble: (line: string) => void;
}

const gibibyte = 2 ** 30;

/** Does one asynchronous request: reads its input, asks a copy, writes the answer, tells the topics. */
export class AsyncWork implements LinedUp {
  readonly expiresAt: number;

  constructor(private readonly options: AsyncWorkOptions) {
    const { receivedAt, ttlSeconds } = options.request;
    this.expiresAt = receivedAt.getTime() + ttlSeconds * 1000;
  }

  async work(copy: Copy): Promise<void> {
    try {
      await this.ask(copy, await this.input());
    } catch (error) {
      await this.fail((error as Error).message);
    }
  }

  expire(): Promise<void> {
    return this.fail(`ClientError: The request waited longer than ${this.options.request.ttlSeconds} s.`);
  }

  private async input(): Promise<Buffer> {
    const { request, objects } = this.options;
    if (request.inputLocation === undefined) return request.invocation.body;
    const { bucket, key } = placeIn(request.inputLocation);
    const content = await objects.get(bucket, key);
    if (!content) throw new Error(`ClientError: There is nothing at ${request.inputLocation}.`);
    if (content.length > gibibyte) throw new Error('ClientError: The input is larger than 1 GB.');
    return content;
  }

  private async ask(copy: Copy, body: Buffer): Promise<void> {
    const { request, endpoint, objects, onEnd } = this.options;
    const signal = AbortSignal.timeout(request.timeoutSeconds * 1000);
    const answer = await copy.invoke({ ...request.invocation, body }, signal).catch((error: Error) => {
      onEnd(500);
      const late = signal.aborted ? `no answer within ${request.timeoutSeconds} s` : error.message;
      throw new Error(`ServerError: ${late}`);
    });
    const content = await bodyOf(answer);
    const contentType = answer.headers['content-type'] ?? 'application/octet-stream';
    onEnd(answer.status);
    if (answer.status >= 300) {
      const side = answer.status < 500 ? 'client' : 'server';
      const text = `Received ${side} error (${answer.status}) from ${answer.container} with message "${content}"`;
      return await this.fail(`ClientError: ${text}`, { contentType, body: content });
    }
    const { bucket, key } = placeIn(request.outputLocation);
    await objects.put(bucket, key, content, contentType);
    const { successTopic, included = [] } = endpoint.asynchronous ?? {};
    const shown = included.includes('SUCCESS_NOTIFICATION_TOPIC') ? content : undefined;
    await this.tell(successTopic, { contentType, body: shown });
  }

  private async fail(
    failure: string,
    { contentType, body }: Pick<Finished, 'contentType' | 'body'> = {},
  ): Promise<void> {
    const { request, endpoint, objects, onTrouble } = this.options;
    const { errorTopic, included = [] } = endpoint.asynchronous ?? {};
    try {
      if (request.failureLocation !== undefined) {
        const { bucket, key } = placeIn(request.failureLocation);
        await objects.put(bucket, key, body ?? Buffer.from(failure), contentType ?? 'text/plain');
      }
      const shown = included.includes('ERROR_NOTIFICATION_TOPIC') ? body : undefined;
      await this.tell(errorTopic, { contentType, body: shown, failure });
    } catch (error) {
      onTrouble(`${endpoint.name}: ${(error as Error).message}`);
    }
  }

  private async tell(topic: string | undefined, finished: Omit<Finished, 'endpoint' | 'request'>): Promise<void> {
    const { endpoint, request, publish } = this.options;
    if (topic === undefined) return;
    await publish(topic, JSON.stringify(inferenceResult({ endpoint: endpoint.name, request, ...finished })));
  }
}

function placeIn(url: string): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
  return { bucket, key };
}
