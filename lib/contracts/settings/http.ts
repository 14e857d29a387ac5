import { integer, number, optional, string } from '../schema';
import { asNumber, asText, setting } from './setting';

/** How the server listens, and how it ends. */
export const httpSettings = {
  host: setting('HOST', 'The address to listen on.', asText, optional(string(), '0.0.0.0')),
  port: setting(
    'PORT',
    'The TCP port to listen on; 0 takes a free one.',
    asNumber,
    optional(integer({ min: 0, max: 65_535 }), 8080),
  ),
  grpcPort: setting(
    'GRPC_PORT',
    'The TCP port of the Open Inference Protocol over gRPC; 0 takes a free one. Left out: no gRPC.',
    asNumber,
    optional(integer({ min: 0, max: 65_535 })),
  ),
  requestTimeoutSeconds: setting(
    'REQUEST_TIMEOUT_SECONDS',
    'From the first byte of a request to its answer.',
    asNumber,
    optional(number({ min: 0.1, max: 3600 }), 30),
  ),
  drainSeconds: setting(
    'DRAIN_SECONDS',
    'After SIGTERM: the time to finish what was accepted.',
    asNumber,
    optional(number({ min: 0, max: 3600 }), 20),
  ),
  readinessGraceSeconds: setting(
    'READINESS_GRACE_SECONDS',
    'After SIGTERM: how long requests are still accepted while readiness already answers 503.',
    asNumber,
    optional(number({ min: 0, max: 60 }), 0),
  ),
  keepAliveSeconds: setting(
    'KEEP_ALIVE_SECONDS',
    'How long an idle connection stays open; longer than the load balancer keeps its own (60 s).',
    asNumber,
    optional(number({ min: 1, max: 4000 }), 75),
  ),
} as const;
