import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand } from '../../../container/node_modules/@aws-sdk/client-sqs';
import { pagePolicy } from '../../../lib/contracts/page-policy';
import type { FleetConfig } from '../../../lib/contracts/web-api';
import type { WebAnswer } from '../../../lib/contracts/web-request';
import { FleetService } from '../../lambda/fleet-service';
import { FunctionProcess } from '../../lambda/function-process';
import { Fleet } from '../queue-worker/fleet';
import type { TinyModelOptions } from '../tiny-model';

const page = join(__dirname, '../../../container/dist/page');
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** The page and its API as the web tier lays them out: one origin, the two functions behind it, uploads straight to S3. */
export class FleetSite {
  readonly service = new FleetService();
  url = '';
  fleet!: Fleet;
  /** Answers that the API gives instead, while set. */
  refuse: ((request: IncomingMessage) => number | undefined) | undefined;
  private functions: { uploads: FunctionProcess; feed: FunctionProcess } | undefined;

  private constructor(
    private readonly server: Server,
    private readonly access: FleetConfig['access'],
  ) {}

  static async start(model: TinyModelOptions = {}, access: FleetConfig['access'] = { kind: 'open' }) {
    const server = createServer();
    const site = new FleetSite(server, access);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    site.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    site.fleet = await Fleet.start(model, {}, site.url);
    const { cloud, queues } = site.fleet;
    const events = ['s3:ObjectCreated:*'];
    await cloud.notify('pictures', { queueUrl: queues.jobs, events, prefix: 'uploads/', suffix: '' });
    // The test event that S3 sends first would count as a picture before all others.
    const { Messages = [] } = await cloud.sqs.send(new ReceiveMessageCommand({ QueueUrl: queues.jobs }));
    const [{ ReceiptHandle }] = Messages;
    await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl: queues.jobs, ReceiptHandle }));
    const environment = { ...cloud.environment, ...(await site.service.start()) };
    const uploadPrefix = 'uploads/';
    const upload = { inputBucket: 'pictures', uploadPrefix, maxBodyBytes: 100_000, formats: ['jpeg', 'png'] };
    const read = { resultBucket: 'results', resultPrefix: '', uploadPrefix, jobQueueUrl: queues.jobs };
    site.functions = {
      uploads: FunctionProcess.start('upload-url', { ...upload, formats: ['jpeg', 'png'] }, environment),
      feed: FunctionProcess.start(
        'result-feed',
        { ...read, cluster: 'c', service: 's', endpoint: '', slots: 4 },
        environment,
      ),
    };
    server.on('request', (request, response) => {
      void site.answer(request).then(({ statusCode, headers, body }) => {
        response.writeHead(statusCode, headers).end(body);
      });
    });
    return site;
  }

  async stop(): Promise<void> {
    await Promise.all([this.functions?.uploads.stop(), this.functions?.feed.stop(), this.service.stop()]);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.fleet.stop();
  }

  private async answer(request: IncomingMessage): Promise<Omit<WebAnswer, 'body'> & { body: string | Buffer }> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    if (!pathname.startsWith('/api/')) return await this.file(pathname === '/' ? '/page/index.html' : pathname);
    const refused = this.refuse?.(request);
    if (refused !== undefined) return { statusCode: refused, headers: {}, body: '{"message":"refused"}' };
    const { uploads, feed } = this.functions!;
    const [, , kind, batch] = pathname.split('/');
    if (kind === 'uploads') return uploads.invoke({ routeKey: 'POST /uploads', body: await bodyOf(request) });
    if (kind === 'fleet') return feed.invoke({ routeKey: 'GET /fleet' });
    const queryStringParameters = Object.fromEntries(searchParams);
    return feed.invoke({ routeKey: 'GET /batches/{batch}', pathParameters: { batch }, queryStringParameters });
  }

  private async file(path: string) {
    const endpoint = this.fleet.cloud.environment.AWS_ENDPOINT_URL;
    const config = { kind: 'fleet', api: '/api', maxBytes: 100_000, access: this.access };
    const body =
      path === '/page/config.json' ? JSON.stringify(config) : await readFile(join(page, path.replace('/page/', '')));
    const contentType = types[extname(path)] ?? 'application/json';
    const policy = pagePolicy([endpoint, ...('address' in this.access ? [this.access.address] : [])]);
    return { statusCode: 200, headers: { 'Content-Type': contentType, 'Content-Security-Policy': policy }, body };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
