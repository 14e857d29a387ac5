import { inWords } from './duration';
import type { Snapshot } from './snapshot';

/** The live view as lines; `full` for a terminal that is redrawn, else one line. */
export function screenLines(
  { queues, services, endpoints, alarms, totals, rate, last }: Snapshot,
  elapsedMs: number,
): string[] {
  const names = [
    ...queues.map(({ id }) => plain(id)),
    ...services.map(({ id }) => plain(id)),
    ...endpoints.map(({ name }) => name),
  ];
  const width = Math.max(...names.map(({ length }) => length), 8);
  return [
    `${inWords(elapsedMs)}   ${rate.toFixed(1)} results/s   alarms: ${alarms.map(plain).join(', ') || 'none'}`,
    '',
    ...services.map((service) => `${plain(service.id).padEnd(width)}  ${tasksInWords(service)}`),
    ...endpoints.map((endpoint) => `${endpoint.name.padEnd(width)}  ${endpointInWords(endpoint)}`),
    ...queues.map(
      ({ id, waiting, inFlight }) => `${plain(id).padEnd(width)}  ${waiting} waiting, ${inFlight} in flight`,
    ),
    '',
    totalsInWords(totals),
    ...last.map((text) => `  ${text}`),
  ];
}

/** The same in one line, for a log; the queues that hold nothing are left out. */
export function screenLine({ queues, services, endpoints, totals, rate }: Snapshot, elapsedMs: number): string {
  const full = queues.filter(({ waiting, inFlight }) => waiting + inFlight > 0);
  const parts = [
    inWords(elapsedMs),
    ...services.map((service) => `${plain(service.id)}: ${tasksInWords(service)}`),
    ...endpoints.map((endpoint) => `${endpoint.name}: ${endpointInWords(endpoint)}`),
    ...full.map(({ id, waiting, inFlight }) => `${plain(id)}: ${waiting} waiting, ${inFlight} in flight`),
    `${rate.toFixed(1)} results/s`,
    totalsInWords(totals),
  ];
  return parts.join(' | ');
}

/** A logical id without the hash that the CDK puts at its end. */
export function plain(id: string): string {
  return id.replace(/(?<=.)[0-9A-F]{8}$/, '');
}

/** An endpoint in one line: how it is hosted, and what it did. */
function endpointInWords({
  mode,
  running,
  invocations,
  models,
  copied,
  backlog,
}: Snapshot['endpoints'][number]): string {
  return [
    `${mode}, ${running} running here, ${invocations} invocations`,
    ...(copied === undefined ? [] : [`${copied} copied`]),
    ...(models === undefined ? [] : [`${models} models loaded`]),
    ...(backlog === undefined ? [] : [`${backlog} waiting`]),
  ].join(', ');
}

type Tasks = Snapshot['services'][number];

function tasksInWords({ desired, running, stopping, maximum }: Tasks): string {
  const capped = desired > maximum ? ` (at most ${maximum} on this machine)` : '';
  return `desired ${desired}, running ${running} here${capped}${stopping > 0 ? `, ${stopping} stopping` : ''}`;
}

export function totalsInWords({ submitted, classified, failed, open }: Snapshot['totals']): string {
  return `submitted ${submitted}, classified ${classified}, failed ${failed}, open ${open}`;
}
