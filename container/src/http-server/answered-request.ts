import type { IncomingHttpHeaders } from 'node:http';
import type { Classified } from '../../../lib/contracts/result';
import type { RequestTrace } from '../telemetry/tracing/request-trace';

/** What log, metrics and traces tell of a request once it is answered, whichever protocol it came by. */
export interface Answered {
  readonly id: string;
  readonly request: { readonly method?: string; readonly headers: IncomingHttpHeaders };
  readonly path: string;
  /** On the clock of `performance.now()`, as all moments here. */
  readonly startedAt: number;
  readonly bodyReadAt: number | undefined;
  readonly result: Classified | undefined;
  readonly model: { readonly name: string; readonly version: string } | undefined;
  readonly client: string | undefined;
  readonly trace: RequestTrace | undefined;
}
