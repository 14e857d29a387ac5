import { ListQueuesCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { silenceMs } from '../aws/attempt';
import { RequestCapture } from '../aws/place';
import { type Place, SignedClient } from '../aws/signed-client';

/**
 * The calls of SQS in its JSON protocol. Region, endpoint and credentials are what the SDK finds. The endpoint is the
 * client's own, not the one in a queue's URL: otherwise a local endpoint (`AWS_ENDPOINT_URL`) would be passed over.
 */
export class QueueClient {
  private readonly sdk: SQSClient;
  private readonly client: SignedClient;
  private place: Promise<Place> | undefined;

  constructor(private readonly options: SQSClientConfig = {}) {
    this.sdk = new SQSClient(options);
    this.client = new SignedClient(this.sdk.config.credentials);
  }

  /**
   * @param action such as `ReceiveMessage`
   * @param input as the SDK's command takes it
   * @returns what the SDK's command returns
   * @throws what SignedClient throws
   */
  async call<T>(
    action: string,
    input: object,
    options: { waitSeconds?: number; signal?: AbortSignal } = {},
  ): Promise<T> {
    const { waitSeconds = 0, signal } = options;
    const request = {
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
      body: JSON.stringify(input),
    };
    const limits = { signal, silenceMs: waitSeconds * 1000 + silenceMs, maxBytes: longestAnswer };
    const { body, release } = await this.client.send(await this.where(), request, limits);
    const text = body.toString('utf8');
    release();
    return (text === '' ? {} : JSON.parse(text)) as T;
  }

  close(): void {
    this.client.close();
    this.sdk.destroy();
  }

  private where(): Promise<Place> {
    this.place ??= this.resolve();
    this.place.catch(() => {
      this.place = undefined;
    });
    return this.place;
  }

  private async resolve(): Promise<Place> {
    const capture = new RequestCapture();
    // A client of its own: those that fetch credentials would ask through its handler too.
    const { credentials } = this.sdk.config;
    const own = { credentials, useQueueUrlAsEndpoint: false, requestHandler: capture };
    const sdk = new SQSClient({ ...this.options, ...own });
    return await capture.placeOf(() => sdk.send(new ListQueuesCommand({})), '/');
  }
}

/** Ten messages of the longest kind, escaped as JSON. */
const longestAnswer = 32 * 1024 * 1024;
