import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Answer } from '../../lambda/custom-resource/answer';
import type { FunctionProcess } from './function-process';

export const stackId = 'arn:aws:cloudformation:us-east-1:111111111111:stack/Shop/01234567-89ab-cdef-0123-456789abcdef';

export interface Asked {
  readonly type?: 'Create' | 'Update' | 'Delete';
  readonly properties?: object;
  readonly before?: object;
  /** The time that the platform gives the function. */
  readonly seconds?: number;
}

/** AWS CloudFormation as far as it asks custom resources, and is asked how the stack is doing. */
export class StackService {
  /** What DescribeStacks says. */
  status = 'UPDATE_IN_PROGRESS';
  /** How many answers are not taken before one is; more are turned away with this status. */
  turnsAway = 0;
  turnsAwayWith = 503;
  /** Everything that was put, taken or not. */
  readonly puts: { body: string; headers: IncomingMessage['headers']; taken: boolean }[] = [];
  /** Who asked how the stack is doing. */
  readonly asked: string[] = [];
  private server: Server | undefined;
  private url = '';

  /** @returns what makes an SDK ask here */
  async start(): Promise<Record<string, string>> {
    this.server = createServer(async (request, response) => {
      const body = await text(request);
      if (request.method !== 'PUT') return response.end(this.describe(body));
      const taken = this.turnsAway === 0;
      this.puts.push({ body, headers: request.headers, taken });
      if (!taken) this.turnsAway -= 1;
      // A status of 0 breaks the connection.
      if (!taken && this.turnsAwayWith === 0) return request.socket.destroy();
      response.writeHead(taken ? 200 : this.turnsAwayWith).end();
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return { AWS_ENDPOINT_URL_CLOUDFORMATION: this.url };
  }

  /** A request as AWS CloudFormation writes it: every value of the properties is text. */
  request({ type = 'Create', properties = {}, before }: Asked): Record<string, unknown> {
    return {
      RequestType: type,
      ServiceToken: 'arn:aws:lambda:us-east-1:111111111111:function:tested',
      ResponseURL: `${this.url}/answers/${randomUUID()}?X-Amz-Signature=abc`,
      StackId: stackId,
      RequestId: randomUUID(),
      LogicalResourceId: 'Tested',
      ...(type !== 'Create' && { PhysicalResourceId: 'tested-1' }),
      ResourceType: 'Custom::Tested',
      ResourceProperties: { ServiceToken: 'arn', ServiceTimeout: '300', ...(asText(properties) as object) },
      ...(before && { OldResourceProperties: { ServiceToken: 'arn', ...(asText(before) as object) } }),
    };
  }

  /** Asks a function, and has its one answer. */
  async ask(child: FunctionProcess, asked: Asked): Promise<Answer> {
    const taken = this.taken.length;
    const event = this.request(asked);
    await child.invoke(event, asked.seconds);
    const [answer, ...others] = this.taken.slice(taken);
    expect(others).toEqual([]);
    const { RequestId, StackId, LogicalResourceId } = event;
    expect(answer).toMatchObject({ RequestId, StackId, LogicalResourceId });
    return answer;
  }

  get taken(): Answer[] {
    return this.puts.filter(({ taken }) => taken).map(({ body }) => JSON.parse(body));
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  /** As the query protocol of AWS CloudFormation answers. */
  private describe(body: string): string {
    const { Action, StackName } = Object.fromEntries(new URLSearchParams(body));
    this.asked.push(`${Action} ${StackName}`);
    const stack = `<StackName>Shop</StackName><StackId>${stackId}</StackId><CreationTime>2026-11-21T11:00:00.000Z</CreationTime><StackStatus>${this.status}</StackStatus>`;
    return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeStacksResponse>`;
  }
}

function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== 'object' || value === null) return value === undefined ? undefined : String(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]));
}
