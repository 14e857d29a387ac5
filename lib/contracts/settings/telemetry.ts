import { boolean, integer, number, oneOf, optional, string } from '../schema';
import { asBoolean, asNumber, asText, setting, traceSamplers } from './setting';

/** What the server tells of itself. */
export const telemetrySettings = {
  logLevel: setting(
    'LOG_LEVEL',
    'The least severe log line written.',
    asText,
    optional(oneOf(['debug', 'info', 'warn', 'error', 'silent']), 'info'),
  ),
  worker: setting('WORKER', 'The name this server signs its results with.', asText, optional(string({ max: 128 }))),
  serviceName: setting(
    'SERVICE_NAME',
    'The name of this service in traces and in CloudWatch; OTEL_SERVICE_NAME gives it too.',
    asText,
    optional(string({ max: 255 }), 'image-classifier'),
  ),
  cloudWatchSeconds: setting(
    'CLOUDWATCH_SECONDS',
    'How often the metrics are written to standard output in the embedded metric format of Amazon CloudWatch; 0 is never.',
    asNumber,
    optional(integer({ min: 0, max: 3600 }), 0),
  ),
  driftSignals: setting(
    'DRIFT_SIGNALS',
    'Measure brightness, size, classes, confidence and entropy of the pictures, as metrics.',
    asBoolean,
    optional(boolean(), true),
  ),
  tracesEndpoint: setting(
    'TRACES_ENDPOINT',
    'Where spans are sent, by OTLP over HTTP as JSON: a whole URL such as http://localhost:4318/v1/traces. Left out: nowhere.',
    asText,
    optional(string({ max: 2048 })),
  ),
  tracesHeaders: setting(
    'TRACES_HEADERS',
    'Headers for the endpoint of traces: name=value, separated by commas, values in URL encoding.',
    asText,
    optional(string({ max: 8192 })),
  ),
  tracesSampler: setting(
    'TRACES_SAMPLER',
    'Which requests are traced, by the names of OpenTelemetry.',
    asText,
    optional(oneOf(traceSamplers), 'parentbased_always_on'),
  ),
  tracesRatio: setting(
    'TRACES_RATIO',
    'The share of requests that a traceidratio sampler traces, 0 to 1.',
    asNumber,
    optional(number({ min: 0, max: 1 }), 1),
  ),
} as const;
