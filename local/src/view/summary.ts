import type { EndpointModel } from '../assembly/endpoint-model';
import type { Model } from '../assembly/model';
import type { NotSimulated } from '../assembly/stack-reader';
import { isReported } from '../scaling/readings';

/** What of a stack runs here, a line per kind. */
export function modelLines({
  queues,
  buckets,
  services,
  endpoints,
  absent,
  functions,
  notifications,
  alarms,
  targets,
  apis,
}: Model): string[] {
  const names = (parts: readonly { readonly id: string }[]) => parts.map(({ id }) => id).join(', ') || 'none';
  const lines = [
    `queues     ${queues.map(({ id, deadLetterArn }) => (deadLetterArn ? `${id} (with dead letters)` : id)).join(', ') || 'none'}`,
    `buckets    ${names(buckets)}`,
    ...notifications.map(({ bucket, queueArn, prefix, suffix, form }) => {
      return `  ${bucket}/${prefix}*${suffix} -> ${queueArn.split(':').at(-1)} (${form === 's3' ? 'by S3' : 'by EventBridge'})`;
    }),
    `services   ${names(services)}`,
    ...endpoints.flatMap(endpointLines),
    ...absent.map(({ name, foreign }) => `endpoint   ${name}: not here, its image is ${foreign}`),
    ...targets.map(({ service, minimum, maximum, policies }) => {
      const kinds = policies.map(({ id, kind }) => `${id} (${kind})`).join(', ') || 'no policy';
      const what = services.some(({ id }) => id === service) ? 'tasks' : 'copies';
      return `  ${service}: ${minimum} to ${maximum} ${what} by ${kinds}`;
    }),
    `functions  ${names(functions)}`,
    ...apis.flatMap(({ routes }) => routes.map(({ key, function: name }) => `  ${key} -> ${name.split(':').at(-1)}`)),
    `alarms     ${names(alarms)}`,
  ];
  return lines;
}

/** An endpoint, its variants, and what they host. */
function endpointLines({ name, mode, variants, shadows }: EndpointModel): string[] {
  const all = [...variants, ...shadows];
  return [
    `endpoint   ${name} (${mode})`,
    ...all.map((variant) => {
      const { hosted, components, serverless, instances } = variant;
      const held =
        hosted?.containers.map((container) => container.name) ?? components.map((component) => component.name);
      const size = serverless ? `at most ${serverless.maxConcurrency} requests at once` : `${instances} instances`;
      const shadow = shadows.includes(variant) ? 'shadow ' : '';
      return `  ${shadow}${variant.name}: ${held.join(', ') || 'nothing'}, ${size}, weight ${variant.weight}`;
    }),
  ];
}

/** Everything that is in the template and will not happen here: types with the logical ids of their resources. */
export function notSimulatedLines({ notSimulated, alarms, targets }: Model): string[] {
  const unread: NotSimulated[] = [];
  const queries = [
    ...alarms.map(({ id, query }) => ({ id, query })),
    ...targets.flatMap(({ policies }) => policies.flatMap((policy) => ('query' in policy ? [policy] : []))),
  ];
  for (const { id, query } of queries) {
    for (const line of query.lines) {
      // What the tasks write themselves may come, in their log.
      if (!('metric' in line) || isReported(line.metric) || !line.metric.namespace.startsWith('AWS/')) continue;
      unread.push({ what: `metric ${line.metric.namespace} ${line.metric.name}`, id });
    }
  }
  const byWhat = new Map<string, Set<string>>();
  for (const { what, id } of [...notSimulated, ...unread]) byWhat.set(what, (byWhat.get(what) ?? new Set()).add(id));
  return [...byWhat].map(([what, ids]) => `not simulated: ${what} (${[...ids].join(', ')})`);
}
