import { PassThrough } from 'node:stream';
import type { Snapshot } from '../../local/src/view/snapshot';
import { TerminalView } from '../../local/src/view/terminal-view';

const snapshot: Snapshot = {
  queues: [
    { id: 'Jobs', waiting: 280, inFlight: 8 },
    { id: 'DeadLetters', waiting: 0, inFlight: 0 },
  ],
  services: [{ id: 'Fleet', desired: 20, running: 2, stopping: 0, maximum: 2 }],
  endpoints: [{ name: 'labels', mode: 'multi-model', running: 1, invocations: 12, models: 3 }],
  alarms: ['Wake'],
  totals: { submitted: 300, classified: 12, failed: 0, open: 288 },
  rate: 6.4,
  last: ['uploads/shoe.jpg  shoes 98 %'],
};

function shown(columns: number | undefined, ...snapshots: Snapshot[]): string {
  const out = Object.assign(new PassThrough(), columns === undefined ? {} : { isTTY: true, columns });
  const view = new TerminalView(out);
  for (const one of snapshots) view.show(one);
  return String(out.read());
}

test('a log gets a line whenever something changed, and none while only time passes', () => {
  const done = { ...snapshot, totals: { ...snapshot.totals, classified: 13 } };
  const lines = shown(undefined, snapshot, { ...snapshot, rate: 7 }, done)
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(
    / s \| Fleet: desired 20, running 2 here \(at most 2 on this machine\) \| labels: multi-model, 1 running here, 12 invocations, 3 models loaded \| Jobs: 280 waiting, 8 in flight \| 6\.4 results\/s \| submitted 300/,
  );
});

test('a terminal is redrawn in place, and no line is wider than it is', () => {
  const text = shown(60, snapshot, snapshot);
  const [first, second] = text.split('\u001b[0J').slice(1);
  const drawn = first.split('\u001b')[0].trimEnd().split('\n');
  expect(text).toContain(`\u001b[${drawn.length}A`);
  expect(second.trimEnd().split('\n')).toHaveLength(drawn.length);
  expect(Math.max(...drawn.map((line) => line.length))).toBeLessThan(60);
  for (const part of ['6.4 results/s', 'alarms: Wake', '280 waiting, 8 in flight', 'shoes 98 %', 'f: flash sale']) {
    expect(text).toContain(part);
  }
});
