import { setTimeout as pause } from 'node:timers/promises';
import { residentMebibytes } from '../load/host';
import { familyOf, type Server } from '../load/server';
import { Caller, type Ending } from './caller';
import { type Footprint, footprint } from './endurance';
import type { OtherModels } from './other-models';
import type { Planner } from './plans';

/** Callers at once, and their share of the requests or of the time. A server may turn away some of the largest crowds. */
const phases = [
  { callers: 1, share: 0.02 },
  { callers: 16, share: 0.28 },
  { callers: 64, share: 0.4 },
  { callers: 4, share: 0.1 },
  { callers: 120, share: 0.2 },
];
const cycleSeconds = 55;
/** Between two cycles nobody asks anything, so that what the server holds then is its own. */
const quietSeconds = 5;

interface Traffic {
  readonly server: Server;
  readonly planner: Planner;
  readonly onEnding: (ending: Ending) => void;
  readonly progress: (text: string) => void;
}

/** So many requests; answers resident memory, twenty times over the run. */
export async function send(requests: number, traffic: Traffic): Promise<number[]> {
  const family = familyOf(traffic.server);
  const every = Math.max(1, Math.floor(requests / 20));
  const resident: number[] = [];
  let done = 0;
  for (const { callers, share } of phases) {
    let left = Math.round(requests * share);
    await together(
      callers,
      traffic,
      () => left-- > 0,
      () => {
        done += 1;
        if (done % every !== 0) return;
        resident.push(residentMebibytes(family));
        traffic.progress(`${done} of ${requests} requests, ${callers} callers`);
      },
    );
  }
  return resident;
}

/** So many minutes, in cycles of one; answers what the server holds in the quiet after each of them. */
export async function endure(minutes: number, others: OtherModels, traffic: Traffic): Promise<Footprint[]> {
  const { server, planner, onEnding } = traffic;
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const footprints: Footprint[] = [];
  while (seconds() < minutes * 60) {
    let over = false;
    const caller = new Caller(server.port);
    const asking = others.ask(caller, planner, () => over, onEnding);
    for (const { callers, share } of phases) {
      const end = seconds() + cycleSeconds * share;
      await together(
        callers,
        traffic,
        () => seconds() < end,
        () => {},
      );
    }
    over = true;
    await asking;
    // The first model was used last, so that it is not the one that the next cycle begins with closing.
    onEnding(await caller.send(planner.good()));
    caller.close();
    await pause(quietSeconds * 1000);
    const held = footprint(server.pid, seconds());
    footprints.push(held);
    const { mebibytes, descriptors, threads } = held;
    traffic.progress(
      `${(seconds() / 60).toFixed(1)} of ${minutes} minutes: ${mebibytes.toFixed(0)} MiB, ` +
        `${descriptors} descriptors, ${threads} threads`,
    );
  }
  return footprints;
}

async function together(
  callers: number,
  { server, planner, onEnding }: Traffic,
  goOn: () => boolean,
  onDone: () => void,
): Promise<void> {
  const call = async () => {
    const caller = new Caller(server.port);
    while (goOn()) {
      onEnding(await caller.send(planner.next()));
      onDone();
    }
    caller.close();
  };
  await Promise.all(Array.from({ length: callers }, call));
}
