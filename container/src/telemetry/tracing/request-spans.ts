import { routes } from '../../../../lib/contracts/http-api';
import type { HttpServerOptions } from '../../http-server/http-server';
import type { SpanAttributes } from './request-trace';
import type { Tracer } from './tracer';

/** Ends the span of every request that is traced; the attributes are those of OpenTelemetry for HTTP servers, and ours. */
export function requestSpans(tracer: Tracer): HttpServerOptions['onAnswered'] {
  return ({ id, request, path, startedAt, trace, model, client, result }, route, status, failure) => {
    if (!trace?.sampled) return;
    const template = route === 'unknown' ? undefined : routes[route].path;
    const attributes: SpanAttributes = {
      'http.request.method': request.method ?? 'GET',
      'url.path': path.slice(0, 1024),
      'http.response.status_code': status,
      ...(template !== undefined && { 'http.route': template }),
      'image_classifier.request_id': id,
      ...(client !== undefined && { 'image_classifier.client': client }),
      ...(model && { 'image_classifier.model': model.name, 'image_classifier.version': model.version }),
      ...(result?.labels[0] && {
        'image_classifier.label': result.labels[0].label,
        'image_classifier.score': result.labels[0].score,
      }),
      ...(failure && { 'error.type': failure.id }),
    };
    const root = {
      name: template === undefined ? `${request.method}` : `${request.method} ${template}`,
      start: startedAt,
      end: performance.now(),
      attributes,
    };
    tracer.finish({ trace, root, failed: status >= 500 });
  };
}
