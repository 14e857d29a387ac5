import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RecordedCall } from '../../local/src/cloud/call-record';

export interface AsyncRequest {
  readonly endpoint: string;
  readonly inferenceId: string;
  readonly inputLocation: string;
  readonly headers: Record<string, string>;
}

/** Amazon SageMaker as far as InvokeEndpointAsync is called: it takes requests, or refuses them as told. */
export class EndpointRuntime {
  readonly requests: AsyncRequest[] = [];
  /** What it was asked, in the words of IAM. */
  readonly calls: RecordedCall[] = [];
  /** The status and name of the error that every request gets, as recorded. */
  refusal: { status: number; name: string; message: string } | undefined;
  private server: Server | undefined;

  /** @returns what makes an SDK ask here */
  async start(): Promise<Record<string, string>> {
    this.server = createServer((request, response) => {
      const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const [, endpoint = ''] = /^\/endpoints\/([^/]+)\/async-invocations$/.exec(request.url ?? '') ?? [];
      this.calls.push({ caller, action: 'sagemaker:InvokeEndpointAsync', resource: `endpoint/${endpoint}` });
      const prefix = 'x-amzn-sagemaker-';
      const named = Object.entries(request.headers).filter(([name]) => name.startsWith(prefix));
      const headers = Object.fromEntries(named.map(([name, value]) => [name.slice(prefix.length), String(value)]));
      response.setHeader('Content-Type', 'application/json');
      if (this.refusal) {
        const { status, name, message } = this.refusal;
        response.writeHead(status, { 'x-amzn-errortype': name });
        response.end(JSON.stringify({ Message: message }));
        return;
      }
      const { 'inference-id': inferenceId, inputlocation: inputLocation } = headers;
      this.requests.push({ endpoint, inferenceId, inputLocation, headers });
      response.writeHead(202, {
        'X-Amzn-SageMaker-OutputLocation': `s3://answers/answers/${inferenceId}.out`,
        'X-Amzn-SageMaker-FailureLocation': `s3://answers/failures/${inferenceId}-error.out`,
      });
      response.end(JSON.stringify({ InferenceId: inferenceId }));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return { AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}
