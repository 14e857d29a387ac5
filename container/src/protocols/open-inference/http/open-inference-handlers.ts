import { Failure } from '../../../../../lib/contracts/failures';
import type { RouteName } from '../../../../../lib/contracts/http-api';
import type { Settings } from '../../../../../lib/contracts/settings';
import type { Exchange } from '../../../http-server/exchange';
import type { Health } from '../../../http-server/health';
import type { Handler } from '../../../http-server/http-server';
import { json } from '../../../http-server/reply';
import type { Wanted } from '../../../model-host/model-host';
import { within } from '../../../model-host/within';
import type { InferenceService } from '../inference-service';
import { logSettings, traceSettings } from '../server-settings';
import { readControl } from './control-body';
import type { InferRoute } from './infer-route';

export interface OpenInferenceOptions {
  readonly service: InferenceService;
  readonly inferRoute: InferRoute;
  readonly health: Pick<Health, 'live' | 'readiness'>;
  readonly logLevel: Settings['logLevel'];
}

type OpenInferenceRoute = Extract<RouteName, `v2${string}`>;

/** The routes of the Open Inference Protocol over HTTP. */
export function openInferenceHandlers(options: OpenInferenceOptions): Record<OpenInferenceRoute, Handler> {
  const { service, inferRoute, health, logLevel } = options;
  const metadata: Handler = async (exchange) => json(await service.metadata(wantedIn(exchange)));
  const ready: Handler = async (exchange) => {
    await service.requireReady(wantedIn(exchange));
    const { model: name } = exchange.parameters;
    return json({ name, ready: true });
  };
  const config: Handler = async (exchange) => json(await service.config(wantedIn(exchange)));
  const statistics: Handler = ({ parameters: { model: name, version } }) =>
    json({ model_stats: service.statisticsRows({ name, version }) });
  const infer: Handler = (exchange) => inferRoute.answer(exchange);
  const unsupported: Handler = () => {
    throw new Failure('feature-unsupported');
  };
  return {
    v2: () => json(service.server),
    v2Live: () => health.live(),
    v2Ready: () => health.readiness(),
    v2Models: () => json({ models: [...new Set(service.index(false).map(({ name }) => name))] }),
    v2Model: metadata,
    v2ModelVersion: metadata,
    v2ModelReady: ready,
    v2VersionReady: ready,
    v2Config: config,
    v2VersionConfig: config,
    v2AllStatistics: statistics,
    v2Statistics: statistics,
    v2VersionStatistics: statistics,
    v2Infer: infer,
    v2VersionInfer: infer,
    v2Index: async (exchange) => json(service.index((await readControl(exchange)).ready)),
    v2Load: async (exchange) => {
      await readControl(exchange);
      await within(service.load(exchange.parameters.model), { signal: exchange.signal });
      return json({});
    },
    v2Unload: async (exchange) => {
      await readControl(exchange);
      await within(service.unload(exchange.parameters.model), { signal: exchange.signal });
      return json({});
    },
    v2Logging: () => json(logSettings(logLevel)),
    v2SetLogging: unsupported,
    v2Trace: () => json(traceSettings),
    v2SetTrace: unsupported,
  };
}

function wantedIn({ parameters: { model: name, version }, deadline, signal }: Exchange): Wanted {
  return { name, version, deadline, signal };
}
