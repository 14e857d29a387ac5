import type { Model } from '../assembly/model';
import type { Cloud } from '../cloud/cloud';
import { objectPath } from '../cloud/service-call';
import { type EndpointState, endpointStates } from '../endpoints/endpoint-state';
import type { Engine } from '../engine/engine';
import type { SeenResult, Totals } from '../engine/ledger';

/** What a view shows of a running stack. */
export interface Snapshot {
  readonly queues: readonly { readonly id: string; readonly waiting: number; readonly inFlight: number }[];
  readonly services: readonly {
    readonly id: string;
    readonly desired: number;
    readonly running: number;
    readonly stopping: number;
    readonly maximum: number;
  }[];
  readonly endpoints: readonly EndpointState[];
  readonly alarms: readonly string[];
  readonly totals: Totals;
  readonly rate: number;
  readonly last: readonly string[];
}

/** The number of a batch, of which a reader needs the beginning only. */
const batchInKey = /([0-9a-f]{4})[0-9a-f]{4}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Looks at a running stack, and at the newest results themselves. */
export class Observer {
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly engine: Engine,
    private readonly model: Model,
    private readonly cloud: Cloud,
    private readonly maxLocal: number,
  ) {}

  async look(): Promise<Snapshot> {
    const { engine, model } = this;
    const queues = model.queues.map(async (queue) => ({ id: queue.id, ...(await engine.depth(queue)) }));
    const last = engine.ledger.last.slice(0, 5).map((result) => this.textOf(result));
    return {
      queues: await Promise.all(queues),
      services: model.services.map((service) => ({
        id: service.id,
        ...engine.stateOf(service),
        stopping: engine.pools.get(service.id)?.stopping ?? 0,
        maximum: this.maxLocal,
      })),
      endpoints: endpointStates(engine.endpoints),
      alarms: engine.controller.alarms.filter(({ state }) => state === 'ALARM').map(({ alarm }) => alarm.id),
      totals: engine.ledger.totals,
      rate: engine.ledger.rate,
      last: await Promise.all(last),
    };
  }

  /** The result as it lies in its bucket, in one line. */
  private async textOf({ key, status, bucket, resultKey }: SeenResult): Promise<string> {
    const known = this.texts.get(`${status} ${resultKey}`);
    if (known !== undefined) return known;
    const body = await this.cloud.calls.object(objectPath(bucket, resultKey));
    const text = `${key.replace(batchInKey, '$1…')}  ${inWords(body, status)}`;
    if (this.texts.size > 100) this.texts.clear();
    this.texts.set(`${status} ${resultKey}`, text);
    return text;
  }
}

function inWords(body: string, status: string): string {
  try {
    const { labels = [], failure } = JSON.parse(body) as {
      labels?: { label: string; score: number }[];
      failure?: { id: string };
    };
    if (labels[0]) return `${labels[0].label} ${Math.round(labels[0].score * 100)} %`;
    return failure?.id ?? status;
  } catch {
    // The other form of a result is a line of text.
    return body.slice(0, 80);
  }
}
