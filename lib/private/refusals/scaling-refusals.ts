import type { Refusal } from './refusal';

/** What a `Scaling` and the peaks of a service cannot be. */
export const scalingRefusals = {
  'scaling-concurrency-target': {
    summary: 'target of Scaling.onConcurrency() is outside 0.1 to 0.95.',
    advice: 'Use 0.5 to 0.7 pictures per inference process: lower leaves more room for a crowd, higher costs less.',
  },
  'scaling-cpu-target': {
    summary: 'targetPercent is outside 10 to 90.',
    advice: 'Use 50 to 70: lower leaves more room for a sudden peak, higher costs less.',
  },
  'scaling-guard-alone': {
    summary: 'A guard was given to a scaling that does not look at the offered concurrency, so the two could fight.',
    advice: 'Use Scaling.onConcurrency() with guards: it is the number that they look at.',
  },
  'scaling-latency-guard': {
    summary: 'slowest of a latency guard is not below the time after which the server gives up.',
    advice: 'Use less than requestTimeout of the server: slower answers do not exist.',
  },
  'scaling-peaks': {
    summary: 'Two peaks have the same name, or one wants fewer than the minimum or more than the maximum.',
    advice: 'Give every peak a name of its own, and raise maxWorkers or maxTasks where a peak needs more.',
  },
  'scaling-prediction': {
    summary: 'ahead of a prediction is not less than an hour.',
    advice: 'Use the time that a task takes to start and some minutes more: 5 minutes suit most.',
  },
  'scaling-requests': {
    summary: 'Scaling.onRequests() has no whole number of requests from 1 up, or no load balancer that counts them.',
    advice: 'Give what one task can do in a minute at 60 % of its work, or use Scaling.onConcurrency().',
  },
  'scaling-sheds-first': {
    summary: 'At this target the server turns callers away already, so it gives up before scaling begins.',
    advice:
      'Lower the target, raise maxWaiting or requestTimeout of the server, or correct secondsPerImage if pictures take less.',
  },
  'scaling-spike-guard': {
    summary: 'above of a spike guard is too near to the target, or beyond what makes sense.',
    advice: 'Use a fifth more than the target or more: nearer, every small wave would be a spike.',
  },
  'scaling-twice': {
    summary: 'A scaling has the same guard twice or two predictions, which would fight.',
    advice: 'Give each once; the last of two could never act, or would undo what the first did.',
  },
} as const satisfies Record<string, Refusal>;
