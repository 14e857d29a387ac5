import { json, type Reply } from './reply';

/** What the probes of load balancers, orchestrators and SageMaker are told. */
export class Health {
  private phase: 'loading' | 'serving' | 'draining' = 'loading';

  /** @param working whether at least one inference process has the model open */
  constructor(private readonly working: () => boolean) {}

  loaded(): void {
    this.phase = 'serving';
  }

  drain(): void {
    this.phase = 'draining';
  }

  get ready(): boolean {
    return this.phase === 'serving' && this.working();
  }

  live(): Reply {
    return json({ live: true });
  }

  /** New requests are welcome: loading and draining say no. */
  readiness(): Reply {
    return json({ ready: this.ready, phase: this.phase }, this.ready ? 200 : 503);
  }

  /** SageMaker replaces an instance that answers no: a mere drain or overload must not look like a broken model. */
  ping(): Reply {
    return this.phase !== 'loading' && this.working() ? json({ status: 'ok' }) : json({ status: this.phase }, 503);
  }
}
