import type { Settings } from '../../contracts/settings';

/** How long each party waits for the next, in seconds. */
export interface ConnectionTimes {
  /** The load balancer closes a connection that was silent for this long. */
  readonly idle: number;
  /** The server keeps a silent connection for this long. */
  readonly keepAlive: number;
  /** A task that is to go gets no new requests, and this long for the ones it has. */
  readonly deregistration: number;
  /** From SIGTERM to SIGKILL. */
  readonly stop: number;
}

const maxStopOnFargate = 120;

/**
 * Times under which no request meets a closed connection (a 502 for the caller):
 * the load balancer hangs up before the server does, waits longer than the slowest answer takes,
 * and a task is told to stop only after its last request, with time to finish what it still has.
 */
export function connectionTimes(settings: Settings): ConnectionTimes {
  const { requestTimeoutSeconds, readinessGraceSeconds, drainSeconds } = settings;
  const idle = Math.max(60, Math.ceil(requestTimeoutSeconds) + 5);
  return {
    idle,
    keepAlive: idle + 15,
    deregistration: Math.ceil(requestTimeoutSeconds),
    stop: Math.min(maxStopOnFargate, Math.ceil(readinessGraceSeconds + drainSeconds) + 10),
  };
}
