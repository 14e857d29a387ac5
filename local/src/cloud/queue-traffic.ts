import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What passed through a queue since it was last asked. */
export interface Traffic {
  readonly sent: number;
  readonly received: number;
  readonly deleted: number;
  /** Receives that found nothing. */
  readonly empty: number;
}

type Counts = { -readonly [K in keyof Traffic]: number };
type Answer = { readonly Messages?: unknown[]; readonly Successful?: unknown[] };

/** Counts the messages of each queue as CloudWatch reports them. */
export class QueueTraffic {
  private readonly queues = new Map<string, Counts>();

  constructor(app: FastifyInstance) {
    app.addHook('onSend', async (request, reply, payload) => {
      const [, action] = /^AmazonSQS\.(\w+)$/.exec(String(request.headers['x-amz-target'])) ?? [];
      if (action && reply.statusCode === 200) this.count(action, request, payload);
      return payload;
    });
  }

  /** The counts of a queue by its name, which begin again at 0. */
  take(queue: string): Traffic {
    const counts = this.queues.get(queue) ?? { sent: 0, received: 0, deleted: 0, empty: 0 };
    this.queues.delete(queue);
    return counts;
  }

  private count(action: string, { body }: FastifyRequest, payload: unknown): void {
    const queue = (body as { QueueUrl?: string } | null)?.QueueUrl?.split('/').at(-1);
    if (queue === undefined) return;
    const counts = this.queues.get(queue) ?? { sent: 0, received: 0, deleted: 0, empty: 0 };
    this.queues.set(queue, counts);
    const { Messages = [], Successful = [] } = (payload ? JSON.parse(String(payload)) : {}) as Answer;
    if (action === 'SendMessage') counts.sent += 1;
    if (action === 'SendMessageBatch') counts.sent += Successful.length;
    if (action === 'DeleteMessage') counts.deleted += 1;
    if (action === 'DeleteMessageBatch') counts.deleted += Successful.length;
    if (action !== 'ReceiveMessage') return;
    counts.received += Messages.length;
    if (Messages.length === 0) counts.empty += 1;
  }
}
