import type { FastifyInstance } from 'fastify';

/** A service as ECS describes it. */
export interface DescribedService {
  readonly cluster: string;
  readonly name: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
}

const target = 'AmazonEC2ContainerServiceV20141113.';

/** ECS as far as functions of a stack ask it: how many tasks a service has. */
export class ServiceDescriptions {
  private read: () => readonly DescribedService[] = () => [];

  constructor(app: FastifyInstance) {
    app.addHook('preHandler', async (request, reply) => {
      const action = String(request.headers['x-amz-target'] ?? '');
      if (!action.startsWith(target)) return;
      reply.type('application/x-amz-json-1.1');
      if (action !== `${target}DescribeServices`) {
        return reply
          .status(501)
          .send(JSON.stringify({ __type: 'NotImplemented', message: `${action} is not emulated` }));
      }
      return reply.send(JSON.stringify(this.describe(JSON.parse(String(request.body)))));
    });
  }

  /** @param read the services at the moment of a call */
  answerWith(read: () => readonly DescribedService[]): void {
    this.read = read;
  }

  private describe({ cluster = 'default', services = [] }: { cluster?: string; services?: string[] }): object {
    const last = (name: string) => name.split('/').at(-1);
    const found = this.read().filter(
      (service) => service.cluster === last(cluster) && services.some((name) => last(name) === service.name),
    );
    const missing = services.filter((name) => !found.some((service) => service.name === last(name)));
    return {
      services: found.map(({ name, desired, running, pending }) => ({
        serviceName: name,
        status: 'ACTIVE',
        desiredCount: desired,
        runningCount: running,
        pendingCount: pending,
      })),
      failures: missing.map((arn) => ({ arn, reason: 'MISSING' })),
    };
  }
}
