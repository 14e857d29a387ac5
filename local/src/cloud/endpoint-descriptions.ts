import type { FastifyInstance } from 'fastify';

/** An endpoint as SageMaker describes it. */
export interface DescribedEndpoint {
  readonly name: string;
  readonly variants: readonly { readonly name: string; readonly running: number; readonly desired: number }[];
}

const target = 'SageMaker.';

/** SageMaker as far as functions of a stack ask it: how many instances an endpoint has. */
export class EndpointDescriptions {
  private read: () => readonly DescribedEndpoint[] = () => [];

  constructor(app: FastifyInstance) {
    app.addHook('preHandler', async (request, reply) => {
      const action = String(request.headers['x-amz-target'] ?? '');
      if (!action.startsWith(target)) return;
      reply.type('application/x-amz-json-1.1');
      const refuse = (status: number, __type: string, message: string) =>
        reply.status(status).send(JSON.stringify({ __type, message }));
      if (action !== `${target}DescribeEndpoint`) return refuse(501, 'NotImplemented', `${action} is not emulated`);
      const { EndpointName } = JSON.parse(String(request.body)) as { EndpointName?: string };
      const found = this.read().find(({ name }) => name === EndpointName);
      if (!found) return refuse(400, 'ValidationException', `Could not find endpoint "${EndpointName}".`);
      return reply.send(JSON.stringify(describe(found)));
    });
  }

  /** @param read the endpoints at the moment of a call */
  answerWith(read: () => readonly DescribedEndpoint[]): void {
    this.read = read;
  }
}

function describe({ name, variants }: DescribedEndpoint): object {
  return {
    EndpointName: name,
    EndpointStatus: 'InService',
    ProductionVariants: variants.map(({ name: VariantName, running, desired }) => ({
      VariantName,
      CurrentInstanceCount: running,
      DesiredInstanceCount: desired,
    })),
  };
}
