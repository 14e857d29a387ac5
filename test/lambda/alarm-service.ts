import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { RecordedCall } from '../../local/src/cloud/call-record';

/** An alarm as Amazon CloudWatch describes it. */
export type Alarm = Readonly<Record<string, unknown>> & { readonly AlarmName: string };

/** Amazon CloudWatch as far as it has alarms; one that is put is another one but for its state. */
export class AlarmService {
  readonly alarms = new Map<string, Alarm>();
  /** What it was asked, in the words of IAM. */
  readonly calls: RecordedCall[] = [];
  /** Everything that was put, as it came. */
  readonly puts: Alarm[] = [];
  /** What the next calls are answered with instead of being carried out. */
  readonly refusals: { status: number; type: string; message: string }[] = [];
  private server: Server | undefined;

  /** @returns what makes an SDK ask here */
  async start(): Promise<Record<string, string>> {
    this.server = createServer(async (request, reply) => {
      const operation = String(request.headers['x-amz-target']).replace('GraniteServiceVersion20100801.', '');
      const input = (await json(request)) as Alarm & { AlarmNames?: string[] };
      const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      for (const name of input.AlarmNames ?? [input.AlarmName]) {
        this.calls.push({ caller, action: `cloudwatch:${operation}`, resource: `alarm:${name}` });
      }
      const refusal = this.refusals.shift();
      const body = refusal
        ? { __type: refusal.type, message: refusal.message }
        : operation === 'PutMetricAlarm'
          ? this.put(input)
          : { MetricAlarms: input.AlarmNames?.flatMap((name) => this.alarms.get(name) ?? []), CompositeAlarms: [] };
      reply.writeHead(refusal?.status ?? 200, { 'content-type': 'application/x-amz-json-1.0' });
      reply.end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return { AWS_ENDPOINT_URL_CLOUDWATCH: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  forget(): void {
    this.alarms.clear();
    for (const kept of [this.calls, this.puts, this.refusals]) kept.length = 0;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private put(input: Alarm): object {
    this.puts.push(input);
    const { StateValue, AlarmArn } = this.alarms.get(input.AlarmName) ?? input;
    this.alarms.set(input.AlarmName, { ...input, StateValue, AlarmArn });
    return {};
  }
}
