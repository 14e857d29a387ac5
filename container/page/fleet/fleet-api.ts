import { decode, type Schema } from '../../../lib/contracts/schema';
import {
  type BatchAnswer,
  batchAnswerSchema,
  type FleetAnswer,
  type FleetConfig,
  fleetAnswerSchema,
  type UploadAnswer,
  type UploadRequest,
  uploadAnswerSchema,
  webApi,
} from '../../../lib/contracts/web-api';
import { keyHeaders, noteAnswer } from '../api-key';
import { signInHeaders } from './sign-in';

/** The API of a fleet. Every call throws when it is not answered as it should be. */
export class FleetApi {
  constructor(private readonly config: Pick<FleetConfig, 'api' | 'access'>) {}

  sign(request: UploadRequest): Promise<UploadAnswer> {
    const body = JSON.stringify(request);
    return this.ask(webApi.uploads.path, uploadAnswerSchema, { method: 'POST', body });
  }

  results(batch: string, after: string): Promise<BatchAnswer> {
    const path = webApi.batch.path.replace('{batch}', batch);
    return this.ask(`${path}?after=${encodeURIComponent(after)}`, batchAnswerSchema);
  }

  fleet(): Promise<FleetAnswer> {
    return this.ask(webApi.fleet.path, fleetAnswerSchema);
  }

  private async ask<T>(path: string, schema: Schema<T>, init: RequestInit = {}): Promise<T> {
    const headers = { 'Content-Type': 'application/json', ...keyHeaders(), ...signInHeaders() };
    const response = await fetch(`${this.config.api}${path}`, {
      ...init,
      headers,
      signal: AbortSignal.timeout(20_000),
    });
    // Amazon API Gateway answers 403 to a wrong key, and 401 to none.
    const locked = response.status === 403 && this.config.access.kind !== 'open';
    noteAnswer({ status: locked ? 401 : response.status });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return decode(schema, await response.json(), 'answer');
  }
}
