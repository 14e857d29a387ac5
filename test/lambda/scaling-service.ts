import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { RecordedCall } from '../../local/src/cloud/call-record';

type Fields = Record<string, unknown>;

const keyOf = ({ ResourceId, ScalableDimension }: Fields) => `${ResourceId} ${ScalableDimension}`;

/** Application Auto Scaling: it remembers what is registered, and loses the policies of what is deregistered. */
export class ScalingService {
  readonly targets = new Map<string, Fields>();
  readonly policies = new Map<string, Fields>();
  readonly schedules = new Map<string, Fields>();
  /** What it was asked, in the words of IAM. */
  readonly calls: RecordedCall[] = [];
  /** What the next calls of an operation are answered with, one after the other, instead of being carried out. */
  readonly refusals: { operation: string; status?: number; type: string; message?: string }[] = [];
  /** How many entries a page has. */
  pageSize = 50;
  private server: Server | undefined;

  /** @returns what makes an SDK ask here */
  async start(): Promise<Record<string, string>> {
    this.server = createServer(async (request, reply) => {
      const operation = String(request.headers['x-amz-target']).replace('AnyScaleFrontendService.', '');
      const input = (await json(request)) as Fields;
      const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const context = { 'application-autoscaling:service-namespace': String(input.ServiceNamespace) };
      const resource = operation.startsWith('Describe') ? '*' : `scalable-target/${keyOf(input)}`;
      this.calls.push({ caller, action: `application-autoscaling:${operation}`, resource, context });
      const place = this.refusals.findIndex((refusal) => refusal.operation === operation);
      const [refusal] = place < 0 ? [] : this.refusals.splice(place, 1);
      const body = refusal ? refused(refusal.type, refusal.message) : this.carriedOut(operation, input);
      const status = '__type' in body ? (refusal?.status ?? 400) : 200;
      reply.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return { AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING: url };
  }

  /** What is registered, as `endpoint/shop/variant/main 1-20: policies; schedules`. */
  get state(): string[] {
    const names = (of: Map<string, Fields>, key: string) => [...of.keys()].filter((name) => name.startsWith(`${key} `));
    return [...this.targets].map(([key, { MinCapacity, MaxCapacity }]) => {
      const [policies, schedules] = [names(this.policies, key), names(this.schedules, key)];
      const last = (name: string) => name.split(' ').pop();
      return `${key.split(' ')[0]} ${MinCapacity}-${MaxCapacity}: ${policies.map(last)}; ${schedules.map(last)}`;
    });
  }

  /** The ARN that the policy of a variant has now. */
  arnOf(variant: string, policy: string): string | undefined {
    const [, found] =
      [...this.policies].find(([key]) => key.includes(`/${variant} `) && key.endsWith(` ${policy}`)) ?? [];
    return found?.PolicyARN as string | undefined;
  }

  /** The names of the calls that changed something. */
  get changes(): string[] {
    return this.calls.map(({ action }) => action.split(':')[1]).filter((name) => !name.startsWith('Describe'));
  }

  forget(): void {
    for (const kept of [this.targets, this.policies, this.schedules]) kept.clear();
    this.calls.length = 0;
    this.refusals.length = 0;
    this.pageSize = 50;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private carriedOut(operation: string, input: Fields): object {
    const key = keyOf(input);
    if (operation === 'RegisterScalableTarget') {
      this.targets.set(key, { ...this.targets.get(key), ...input });
      return { ScalableTargetARN: 'arn:aws:application-autoscaling:us-east-1:111111111111:scalable-target/1' };
    }
    if (operation === 'DescribeScalableTargets') {
      const wanted = (input.ResourceIds ?? []) as unknown[];
      const found = [...this.targets.values()].filter(({ ResourceId }) => wanted.includes(ResourceId));
      return this.page('ScalableTargets', found, input);
    }
    if (operation === 'DescribeScalingPolicies') return this.page('ScalingPolicies', below(this.policies, key), input);
    if (operation === 'DescribeScheduledActions')
      return this.page('ScheduledActions', below(this.schedules, key), input);
    if (!this.targets.has(key)) return refused('ObjectNotFoundException', `No scalable target for ${input.ResourceId}`);
    if (operation === 'DeregisterScalableTarget') this.lose(key);
    if (operation === 'PutScheduledAction') this.schedules.set(`${key} ${input.ScheduledActionName}`, input);
    if (operation !== 'PutScalingPolicy') return {};
    const of = `resource/sagemaker/${input.ResourceId}:policyName/${input.PolicyName}`;
    const PolicyARN = `arn:aws:autoscaling:us-east-1:111111111111:scalingPolicy:${randomUUID()}:${of}`;
    this.policies.set(`${key} ${input.PolicyName}`, { ...input, PolicyARN });
    return { PolicyARN, Alarms: [] };
  }

  private lose(key: string): void {
    this.targets.delete(key);
    for (const kept of [this.policies, this.schedules]) {
      for (const name of kept.keys()) if (name.startsWith(`${key} `)) kept.delete(name);
    }
  }

  private page(name: string, found: Fields[], { NextToken }: Fields): object {
    const from = Number(NextToken ?? 0);
    const next = from + this.pageSize;
    return { [name]: found.slice(from, next), ...(next < found.length && { NextToken: String(next) }) };
  }
}

const below = (all: Map<string, Fields>, key: string): Fields[] =>
  [...all].filter(([name]) => name.startsWith(`${key} `)).map(([, fields]) => fields);

const refused = (type: string, message = 'injected') => ({ __type: type, message });
