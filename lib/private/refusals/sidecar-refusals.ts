import type { Refusal } from './refusal';

/** What no task with sidecars can be. */
export const sidecarRefusals = {
  'sidecar-metrics': {
    summary:
      'The CloudWatch agent asks for metrics without a key, and with API keys the server shows them to administrators only.',
    advice: 'Leave out Sidecar.cloudWatchAgent(); the server itself sends CloudWatch what scaling and alarms need.',
  },
  'sidecar-name': {
    summary: 'A sidecar has a name that Amazon ECS does not take, or that another container of the task has.',
    advice: 'Use up to 255 letters, digits, hyphens and underscores, another one for each sidecar, and not `server`.',
  },
  'sidecar-order': {
    summary: 'A sidecar starts after one that does not stand before it in the list.',
    advice: 'Write sidecars in the order they start, and in startsAfter only names of earlier ones.',
  },
  'sidecar-ports': {
    summary: 'Two containers of a task listen on the same port: they share one network address.',
    advice: 'Give the sidecar another port, or choose one of the two: a task needs one collector of traces.',
  },
  'sidecar-size': {
    summary: 'A sidecar has no possible size, or all of them together leave the server too little of its task.',
    advice: 'Choose a larger task in compute, or smaller sidecars: the server needs 256 CPU units and 512 MiB.',
  },
} as const satisfies Record<string, Refusal>;
