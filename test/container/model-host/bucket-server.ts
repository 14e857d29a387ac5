import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BucketServer {
  /** What makes the AWS SDK talk to it. */
  readonly environment: Record<string, string>;
  /** Objects by bucket and key, such as `models/shop/1/model.onnx`. */
  readonly objects: Map<string, Buffer>;
  /** Keys that were downloaded, in order. */
  readonly downloads: string[];
  /** Keys whose downloads stop in the middle and never go on. */
  readonly stalled: Set<string>;
  /** Answers every request with 503 while set. */
  broken: boolean;
  close(): Promise<void>;
}

const pageSize = 2;
const etagOf = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** ListObjectsV2 (in pages of two) and GetObject of S3's REST protocol, on a port of this machine. */
export async function startBucketServer(): Promise<BucketServer> {
  const objects = new Map<string, Buffer>();
  const downloads: string[] = [];
  const stalled = new Set<string>();
  const state = { broken: false };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const path = decodeURIComponent(pathname.slice(1));
    if (state.broken) return xml(response, 503, '<Error><Code>SlowDown</Code></Error>');
    if (searchParams.get('list-type') === '2') return list(response, path.replace(/\/$/, ''), searchParams);
    const bytes = objects.get(path);
    if (!bytes) return xml(response, 404, '<Error><Code>NoSuchKey</Code></Error>');
    if (request.headers['if-match'] !== etagOf(bytes)) {
      return xml(response, 412, '<Error><Code>PreconditionFailed</Code></Error>');
    }
    downloads.push(path);
    response.writeHead(200, { 'Content-Length': bytes.length, ETag: etagOf(bytes) });
    if (stalled.has(path)) response.write(bytes.subarray(0, bytes.length / 2));
    else response.end(bytes);
  });

  function list(response: ServerResponse, bucket: string, query: URLSearchParams): void {
    const start = `${bucket}/${query.get('prefix') ?? ''}`;
    const after = query.get('continuation-token') ?? '';
    const keys = [...objects.keys()].filter((key) => key.startsWith(start) && key > after).sort();
    const page = keys.slice(0, pageSize);
    const contents = page.map((key) => {
      const bytes = objects.get(key) as Buffer;
      const name = key.slice(bucket.length + 1);
      return `<Contents><Key>${name}</Key><Size>${bytes.length}</Size><ETag>${etagOf(bytes)}</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`;
    });
    const more = keys.length > pageSize;
    const next = more ? `<NextContinuationToken>${page[page.length - 1]}</NextContinuationToken>` : '';
    xml(
      response,
      200,
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
    );
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    objects,
    downloads,
    stalled,
    get broken() {
      return state.broken;
    },
    set broken(value: boolean) {
      state.broken = value;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function xml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' }).end(`<?xml version="1.0"?>${body}`);
}
