import { Failure } from '../../../../lib/contracts/failures';
import type { RouteName } from '../../../../lib/contracts/http-api';
import type { sagemakerRoutes } from '../../../../lib/contracts/http-api/sagemaker-routes';
import type { Settings } from '../../../../lib/contracts/settings';
import type { ByteBudget } from '../../http-server/body/request-body';
import type { Health } from '../../http-server/health';
import type { Handler } from '../../http-server/http-server';
import type { ModelHost } from '../../model-host/model-host';
import { PlatformModels } from '../../model-host/platform-models';
import { InferRoute } from '../open-inference/http/infer-route';
import { executionParameters } from './execution-parameters';
import { InvocationsRoute } from './invocations-route';
import { ModelRoutes } from './model-routes';

export interface SagemakerParts {
  readonly settings: Settings;
  readonly models: ModelHost;
  readonly budget: ByteBudget;
  readonly health: Health;
  /** Answers what Triton's callers send through an endpoint. */
  readonly inferRoute: InferRoute;
}

/** The handlers of the container contract of Amazon SageMaker. */
export function sagemakerHandlers(parts: SagemakerParts): Record<keyof typeof sagemakerRoutes & RouteName, Handler> {
  const { settings, models, budget, health, inferRoute } = parts;
  const { maxBodyBytes: maxBytes, invocationsAccept: usualForm, onError } = settings;
  const requestTimeoutMs = settings.requestTimeoutSeconds * 1000;
  const invocations = new InvocationsRoute({ models, budget, maxBytes, requestTimeoutMs, usualForm, onError });
  const modelRoutes = new ModelRoutes(models instanceof PlatformModels ? models : undefined);
  const invoke: Handler = (exchange) =>
    InferRoute.reads(exchange) ? inferRoute.answer(exchange) : invocations.answer(exchange);
  const processes = () => models.open.reduce((sum, engine) => sum + engine.processes, 0);
  return {
    invocations: invoke,
    invokeModel: invoke,
    invocationsStream: () => Promise.reject(new Failure('upgrade-required')),
    ping: () => health.ping(),
    executionParameters: () => executionParameters(processes(), maxBytes),
    listModels: (exchange) => modelRoutes.list(exchange),
    loadModel: (exchange) => modelRoutes.load(exchange),
    showModel: (exchange) => modelRoutes.show(exchange),
    unloadModel: (exchange) => modelRoutes.unload(exchange),
  };
}
