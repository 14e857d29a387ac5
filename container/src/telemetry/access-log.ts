import type { IncomingHttpHeaders } from 'node:http';
import type { Failure } from '../../../lib/contracts/failures';
import type { Answered } from '../http-server/answered-request';
import type { HttpServerOptions } from '../http-server/http-server';
import { customAttributesOf } from '../protocols/sagemaker/request/custom-attributes';
import type { Logger } from './logger';
import { probes } from './probes';
import { traceContextOf } from './tracing/trace-context';

/** What is worth a line only when someone looks for it. */
const quiet = new Set([...probes, 'pageFile']);

/** One log line for every request. */
export function accessLog(log: Logger): HttpServerOptions['onAnswered'] {
  return (exchange, route, status, failure) => {
    // Overload and deadlines are part of the work; a 500 is a mistake that somebody has to look at.
    const level = status === 500 ? 'error' : quiet.has(route) ? 'debug' : status > 500 ? 'warn' : 'info';
    if (log.isLevelEnabled(level)) log[level](lineOf(exchange, route, status, failure), 'request');
  };
}

function lineOf(exchange: Answered, route: string, status: number, failure?: Failure): object {
  const { id, request, startedAt, result, model, client, trace } = exchange;
  const traceId = trace?.traceId ?? traceContextOf(request.headers)?.traceId;
  const inferenceId = inferenceIdOf(request.headers);
  const targetModel = request.headers['x-amzn-sagemaker-target-model'];
  const customAttributes = customAttributesOf(request);
  return {
    requestId: id,
    method: request.method,
    route,
    status,
    milliseconds: Math.round((performance.now() - startedAt) * 100) / 100,
    ...(traceId !== undefined && { traceId }),
    ...(inferenceId !== undefined && { inferenceId }),
    // The platform passes models on under names of its own; this is the caller's.
    ...(typeof targetModel === 'string' && { targetModel: targetModel.slice(0, 1024) }),
    ...(customAttributes !== undefined && { customAttributes }),
    ...(client !== undefined && { client }),
    ...(model && { model: model.name, version: model.version }),
    ...(result && {
      label: result.labels[0]?.label,
      score: result.labels[0]?.score,
      boxes: result.boxes?.length,
      bytes: result.picture.bytes,
    }),
    ...(failure && { failure: failure.id, reason: failure.message }),
  };
}

/** What the caller of an Amazon SageMaker endpoint calls this request; its limit there is 64 characters. */
function inferenceIdOf(headers: IncomingHttpHeaders): string | undefined {
  const id = headers['x-amzn-sagemaker-inference-id'];
  return typeof id === 'string' ? id.slice(0, 64) : undefined;
}
