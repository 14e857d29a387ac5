import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { defaultPort } from '../../contracts/http-api';
import { refuse, requireWithin } from '../../private/refusals';
import { leastOfServer } from '../../private/tasks/task-size';
import type { SidecarPlan } from './plan';

/** What a task has, or what is taken of it. */
export interface Room {
  readonly cpu: number;
  readonly memoryMiB: number;
}

/** The container of the server. */
const serverName = 'server';

/** What is left of a number that only deployment may know; then all of it is. */
export const less = (whole: number, taken: number): number => (Token.isUnresolved(whole) ? whole : whole - taken);

/** What sidecars take together. */
export function taken(plans: SidecarPlan[]): Room {
  const sum = (of: (plan: SidecarPlan) => number): number => plans.reduce((so, plan) => so + of(plan), 0);
  return { cpu: sum(({ cpu }) => cpu), memoryMiB: sum(({ memoryMiB }) => memoryMiB) };
}

/** Refuses sidecars that no task can have. */
export function requireSidecars(scope: Construct, plans: SidecarPlan[], task: Room): void {
  const names = new Set([serverName]);
  const ports = new Map([[defaultPort, serverName]]);
  for (const plan of plans) {
    requireName(scope, plan.name, names);
    requireOrder(scope, plan, names);
    for (const port of plan.ports) requirePort(scope, plan.name, port, ports);
    requireWithin(scope, 'sidecar-size', { name: `cpu of ${plan.name}`, value: plan.cpu, min: 1, max: 16_384 });
    requireWithin(scope, 'sidecar-size', {
      name: `memoryMiB of ${plan.name}`,
      value: plan.memoryMiB,
      min: 6,
      max: 122_880,
    });
    names.add(plan.name);
  }
  if (plans.length > 0) requireServerRoom(scope, taken(plans), task);
}

function requireName(scope: Construct, name: string, names: Set<string>): void {
  if (!/^[\w-]{1,255}$/.test(name)) {
    refuse(scope, 'sidecar-name', `name must be letters, digits, hyphens and underscores, got ${JSON.stringify(name)}`);
  }
  if (names.has(name)) refuse(scope, 'sidecar-name', `name must be one that no other container has, got ${name} again`);
}

function requireOrder(scope: Construct, { name, startsAfter }: SidecarPlan, names: Set<string>): void {
  const unknown = startsAfter.filter((other) => other === serverName || !names.has(other));
  if (unknown.length === 0) return;
  refuse(scope, 'sidecar-order', `startsAfter of ${name} must name sidecars before it, got ${unknown.join(', ')}`);
}

function requirePort(scope: Construct, name: string, port: number, ports: Map<number, string>): void {
  requireWithin(scope, 'sidecar-ports', { name: `ports of ${name}`, value: port, min: 1, max: 65_535 });
  const holder = ports.get(port);
  if (holder) refuse(scope, 'sidecar-ports', `ports of ${name} must be free in the task, got ${port} of ${holder}`);
  ports.set(port, name);
}

function requireServerRoom(scope: Construct, sidecars: Room, task: Room): void {
  for (const part of ['cpu', 'memoryMiB'] as const) {
    if (Token.isUnresolved(task[part]) || Token.isUnresolved(sidecars[part])) continue;
    const most = task[part] - leastOfServer[part];
    if (sidecars[part] <= most) continue;
    const problem = `${part} of all sidecars must be ${Math.max(0, most)} or less in a task of ${task[part]}, got ${sidecars[part]}`;
    refuse(scope, 'sidecar-size', problem);
  }
}
