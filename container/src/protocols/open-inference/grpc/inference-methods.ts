import { Failure } from '../../../../../lib/contracts/failures';
import type { Settings } from '../../../../../lib/contracts/settings';
import type { Health } from '../../../http-server/health';
import type { Wanted } from '../../../model-host/model-host';
import { within } from '../../../model-host/within';
import type { Caller } from '../inference';
import type { InferenceService } from '../inference-service';
import { requireTaken, tensorsOf } from '../model-tensors';
import { logSettings, traceSettings } from '../server-settings';
import type { GrpcCall } from './grpc-call';
import { type GrpcMethod, streaming, unary } from './grpc-method';
import { asFailure } from './grpc-status';
import { answerMessage, type InferMessage, readInferMessage } from './inference-messages';
import * as messages from './messages';
import { configMessage, configResponse } from './model-config-message';

export interface InferenceMethodsOptions {
  readonly service: InferenceService;
  readonly health: Pick<Health, 'ready'>;
  readonly requestTimeoutMs: number;
  readonly logLevel: Settings['logLevel'];
}

const inferenceService = 'inference.GRPCInferenceService';
const servingStatus = { serving: 1, notServing: 2 };

/** The methods of the Open Inference Protocol over gRPC, and of gRPC's own health check, by path. */
export function inferenceMethods(options: InferenceMethodsOptions): ReadonlyMap<string, GrpcMethod> {
  const { service, health, logLevel } = options;
  const { empty, named } = messages;
  const own: Record<string, GrpcMethod> = {
    ServerLive: unary('v2Live', { request: empty, response: messages.live, answer: () => ({ live: true }) }),
    ServerReady: unary('v2Ready', {
      request: empty,
      response: messages.ready,
      answer: () => ({ ready: health.ready }),
    }),
    ModelReady: unary('v2ModelReady', {
      request: named,
      response: messages.ready,
      answer: async (message, call) => ({ ready: await isReady(service, wantedIn(message, call)) }),
    }),
    ServerMetadata: unary('v2', { request: empty, response: messages.serverMetadata, answer: () => service.server }),
    ModelMetadata: unary('v2Model', {
      request: named,
      response: messages.modelMetadata,
      answer: (message, call) => service.metadata(wantedIn(message, call)),
    }),
    ModelInfer: unary('v2Infer', {
      request: messages.inferRequest,
      response: messages.inferResponse,
      answer: (message, call, take) => infer(service, message, callerOf(call), { call, take }),
    }),
    ModelStreamInfer: streaming('v2Infer', {
      request: messages.inferRequest,
      response: messages.streamInferResponse,
      answer: async (message, call, take) => {
        // Each message is a request of its own, with a time of its own; its failure does not end the others.
        const startedAt = performance.now();
        const caller = { startedAt, deadline: startedAt + options.requestTimeoutMs, signal: call.signal };
        try {
          return { infer_response: await infer(service, message, caller, { call, take }) };
        } catch (error) {
          const { id, message: error_message } = asFailure(error);
          if (id === 'request-cancelled' || id === 'server-draining') throw error;
          return { error_message, infer_response: { id: message.id } };
        }
      },
    }),
    ModelConfig: unary('v2Config', {
      request: named,
      response: configResponse,
      answer: async (message, call) => configMessage(await service.config(wantedIn(message, call))),
    }),
    ModelStatistics: unary('v2Statistics', {
      request: named,
      response: messages.statistics,
      answer: (message, call) => ({ model_stats: service.statisticsRows(wantedIn(message, call)) }),
    }),
    RepositoryIndex: unary('v2Index', {
      request: messages.indexRequest,
      response: messages.indexResponse,
      answer: ({ ready }) => ({ models: service.index(ready) }),
    }),
    RepositoryModelLoad: unary('v2Load', {
      request: messages.controlRequest,
      response: empty,
      answer: async ({ model_name, parameters }, { signal }) => {
        if (Object.keys(parameters).length > 0)
          throw new Failure('feature-unsupported', 'A model is opened as its repository holds it, without parameters.');
        await within(service.load(model_name), { signal });
        return {};
      },
    }),
    RepositoryModelUnload: unary('v2Unload', {
      request: messages.controlRequest,
      response: empty,
      answer: async ({ model_name }, { signal }) => {
        await within(service.unload(model_name), { signal });
        return {};
      },
    }),
    TraceSetting: unary('v2Trace', {
      request: messages.traceRequest,
      response: messages.traceResponse,
      answer: ({ settings }) => {
        requireNoChange(settings);
        return {
          settings: Object.fromEntries(
            Object.entries(traceSettings).map(([name, value]) => [name, { value: [value].flat() }]),
          ),
        };
      },
    }),
    LogSettings: unary('v2Logging', {
      request: messages.logMessage,
      response: messages.logMessage,
      answer: ({ settings }) => {
        requireNoChange(settings);
        return {
          settings: Object.fromEntries(
            Object.entries(logSettings(logLevel)).map(([name, value]) => [name, logValue(value)]),
          ),
        };
      },
    }),
  };
  const check = unary('v2Ready', {
    request: messages.healthRequest,
    response: messages.healthResponse,
    answer: ({ service: name }) => {
      if (name !== '' && name !== inferenceService) {
        throw new Failure('model-unknown', `There is no service ${name.slice(0, 200)}.`);
      }
      return { status: health.ready ? servingStatus.serving : servingStatus.notServing };
    },
  });
  return new Map([
    ...Object.entries(own).map(([name, method]): [string, GrpcMethod] => [`/${inferenceService}/${name}`, method]),
    ['/grpc.health.v1.Health/Check', check],
  ]);
}

async function infer(
  service: InferenceService,
  message: InferMessage,
  caller: Caller,
  { call, take }: { call: GrpcCall; take: (bytes: number) => void },
): Promise<object> {
  const { model_name: name, model_version: version } = message;
  const answer = await service.infer({ name, ...(version !== '' && { version }) }, caller, (model) => {
    call.model = { name: model.name, version: model.version };
    const tensors = tensorsOf(model.description);
    return readInferMessage(message, { take, admit: (tensor) => requireTaken(tensor, tensors) });
  });
  return answerMessage(answer);
}

function callerOf({ startedAt, deadline, signal, trace }: GrpcCall): Caller {
  return { startedAt, deadline, signal, trace };
}

/** An empty name asks for all, where that can be asked. */
function wantedIn({ name, version }: { name: string; version: string }, { deadline, signal }: GrpcCall): Wanted {
  return { ...(name !== '' && { name }), ...(version !== '' && { version }), deadline, signal };
}

/** No is an answer here, not a failure. */
async function isReady(service: InferenceService, wanted: Wanted): Promise<boolean> {
  try {
    await service.requireReady(wanted);
    return true;
  } catch (error) {
    if (asFailure(error).kind.status === 503) return false;
    throw error;
  }
}

function requireNoChange(settings: object): void {
  if (Object.keys(settings).length > 0) throw new Failure('feature-unsupported');
}

function logValue(value: string | number | boolean): object {
  if (typeof value === 'boolean') return { bool_param: value };
  return typeof value === 'number' ? { uint32_param: value } : { string_param: value };
}
