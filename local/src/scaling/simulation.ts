import type { Model } from '../assembly/model';
import { Controller, type Reading } from './controller';
import { queueReadings, serviceReadings } from './readings';

export interface SimulationOptions {
  /** The queue that gets the pictures, and the service that takes them. */
  readonly queue: string;
  readonly service: string;
  /** How many pictures arrive in each second. */
  readonly arrivals: (second: number) => number;
  readonly seconds: number;
  /** How many pictures one task finishes in a second. */
  readonly picturesPerSecond: number;
  /** Pictures that one task holds at once. */
  readonly slots: number;
  /** From the wish for a task until it works. */
  readonly startSeconds: number;
}

/** An idle worker asks for messages again after so long. */
const longPollSeconds = 20;

/** The fleet at the end of one second. */
export interface Moment {
  readonly second: number;
  readonly waiting: number;
  readonly inFlight: number;
  readonly desired: number;
  readonly running: number;
}

/** Runs the policies of a model without processes, second by second, as quickly as they compute. */
export async function simulate(model: Model, options: SimulationOptions): Promise<Moment[]> {
  const { queue, service, arrivals, seconds, picturesPerSecond, slots, startSeconds } = options;
  const controller = new Controller(model);
  const of = { queue: find(model.queues, queue), service: find(model.services, service) };
  const moments: Moment[] = [];
  const readyAt: number[] = [];
  let left = 0;
  let empty = 0;
  let desired = controller.desired(of.service.id) ?? of.service.desired;
  for (let task = 0; task < desired; task += 1) readyAt.push(0);
  for (let second = 1; second <= seconds; second += 1) {
    left += arrivals(second);
    const running = readyAt.filter((time) => time <= second).length;
    left = Math.max(0, left - running * picturesPerSecond);
    const inFlight = Math.min(left, running * slots);
    if (left === 0) empty += running / longPollSeconds;
    const read = (): Reading[] => {
      const asked = Math.floor(empty);
      empty = 0;
      return [
        ...queueReadings(of.queue.name, { waiting: left - inFlight, inFlight, empty: asked }),
        ...serviceReadings(of.service, { desired, running, pending: desired - running }),
      ];
    };
    if (second % Controller.tickSeconds === 0) await controller.tick(second * 1000, read);
    desired = controller.desired(of.service.id) ?? desired;
    while (readyAt.length < desired) readyAt.push(second + startSeconds);
    readyAt.length = Math.min(readyAt.length, desired);
    moments.push({ second, waiting: left - inFlight, inFlight, desired, running });
  }
  return moments;
}

function find<T extends { readonly id: string }>(all: readonly T[], id: string): T {
  const found = all.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`the model has no ${id}`);
  return found;
}
