import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { RecordedCall } from '../../local/src/cloud/call-record';

export interface Invocation {
  readonly endpoint: string;
  readonly asynchronous: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

type Answerer = (invocation: Invocation, reply: ServerResponse, nth: number) => unknown;

/** The answers of Amazon SageMaker AI Runtime, in the shapes in which it sends them. */
export const answers = {
  label:
    (label: string, score = 0.9) =>
    (reply: ServerResponse) => {
      reply.writeHead(200, {
        'content-type': 'application/vnd.image-classifier+json',
        'x-amzn-invoked-production-variant': 'main',
      });
      reply.end(JSON.stringify({ status: 'classified', labels: [{ label, score }] }));
    },
  /** What a container said that was not 200. */
  modelError: (status: number, message: string) => (reply: ServerResponse) =>
    refuse(reply, 424, 'ModelError', {
      ErrorCode: status >= 500 ? 'SERVER_ERROR_FROM_MODEL' : 'CLIENT_ERROR_FROM_MODEL',
      LogStreamArn: 'arn:aws:logs:us-east-1:111111111111:log-group:/aws/sagemaker/Endpoints/shop',
      Message: `Received ${status >= 500 ? 'server' : 'client'} error (${status}) from primary with message "${message}".`,
      OriginalMessage: message,
      OriginalStatusCode: status,
    }),
  throttled: () => (reply: ServerResponse) => refuse(reply, 429, 'ThrottlingException', { message: 'Rate exceeded' }),
  unavailable: () => (reply: ServerResponse) =>
    refuse(reply, 503, 'ServiceUnavailable', { Message: 'The service is temporarily unavailable.' }),
  invalid: (Message: string) => (reply: ServerResponse) => refuse(reply, 400, 'ValidationError', { Message }),
  denied: () => (reply: ServerResponse) =>
    refuse(reply, 403, 'AccessDeniedException', {
      Message: 'User is not authorized to perform: sagemaker:InvokeEndpoint because no identity-based policy allows it',
    }),
  later: (output: string, failure: string) => (reply: ServerResponse) => {
    reply.writeHead(202, {
      'content-type': 'application/json',
      'x-amzn-sagemaker-outputlocation': output,
      'x-amzn-sagemaker-failurelocation': failure,
    });
    reply.end(JSON.stringify({ InferenceId: 'golden' }));
  },
  none: () => () => undefined,
};

function refuse(reply: ServerResponse, status: number, type: string, body: object): void {
  reply.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  reply.end(JSON.stringify(body));
}

/** Amazon SageMaker AI Runtime before a model that answers as a test says. */
export class EndpointService {
  answer: Answerer = () => undefined;
  readonly invocations: Invocation[] = [];
  /** What it was asked, in the words of IAM. */
  readonly calls: RecordedCall[] = [];
  private server: Server | undefined;

  /** @returns what makes an SDK ask here */
  async start(): Promise<Record<string, string>> {
    this.server = createServer(async (request, reply) => {
      const [, endpoint = '', kind] = /^\/endpoints\/([^/]+)\/(async-)?invocations$/.exec(request.url ?? '') ?? [];
      const invocation = {
        endpoint,
        asynchronous: kind === 'async-',
        headers: request.headers,
        body: await buffer(request),
      };
      const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const action = `sagemaker:InvokeEndpoint${invocation.asynchronous ? 'Async' : ''}`;
      this.calls.push({ caller, action, resource: `endpoint/${endpoint.toLowerCase()}` });
      const component = request.headers['x-amzn-sagemaker-inference-component'];
      if (component) this.calls.push({ caller, action, resource: `inference-component/${component}` });
      this.invocations.push(invocation);
      this.answer(invocation, reply, this.invocations.length);
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return { AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}
