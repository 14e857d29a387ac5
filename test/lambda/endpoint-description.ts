import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { RecordedCall } from '../../local/src/cloud/call-record';

/** Amazon SageMaker as far as one endpoint is asked about. */
export class EndpointDescription {
  running = 0;
  desired = 0;
  /** What it was asked, in the words of IAM. */
  readonly calls: RecordedCall[] = [];
  private server: Server | undefined;

  /** @returns what makes an SDK ask here */
  async start(): Promise<Record<string, string>> {
    this.server = createServer(async (request, response) => {
      const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const action = `sagemaker:${String(request.headers['x-amz-target']).split('.').pop()}`;
      const { EndpointName } = (await json(request)) as { EndpointName: string };
      this.calls.push({ caller, action, resource: `endpoint/${EndpointName}` });
      const variant = { VariantName: 'main', CurrentInstanceCount: this.running, DesiredInstanceCount: this.desired };
      response.setHeader('Content-Type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ EndpointName, EndpointStatus: 'InService', ProductionVariants: [variant] }));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return { AWS_ENDPOINT_URL_SAGEMAKER: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}
