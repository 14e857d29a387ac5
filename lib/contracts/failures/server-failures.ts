import type { FailureKind } from './failure-kind';

/** What can go wrong in the server. */
export const serverFailures = {
  'server-overloaded': {
    status: 503,
    retry: 'later',
    summary: 'More pictures are waiting than can be answered in time.',
    advice: 'Wait for the seconds in Retry-After and send the picture again; add capacity when it happens often.',
  },
  'server-draining': {
    status: 503,
    retry: 'later',
    summary: 'The server is shutting down and takes no new work.',
    advice: 'Send the picture again; a load balancer will choose another server.',
  },
  'deadline-exceeded': {
    status: 504,
    retry: 'later',
    summary: 'The picture was not classified before its deadline.',
    advice: 'Send it again with a longer X-Request-Timeout-Ms, or add capacity.',
  },
  'inference-crashed': {
    status: 500,
    retry: 'later',
    summary: 'The inference process died twice while it worked on this picture.',
    advice: 'Keep the picture and the log lines with this request id and report them.',
  },
  'request-cancelled': {
    status: 499,
    retry: 'later',
    summary: 'The caller hung up before the answer was ready.',
    advice: 'Nothing to do: the work was dropped. This appears in logs and metrics only.',
  },
  'internal-error': {
    status: 500,
    retry: 'later',
    summary: 'The server made a mistake.',
    advice: 'Look up the request id in the log and report the error.',
  },
} as const satisfies Record<string, FailureKind>;
