import { element, find } from '../element';
import type { Speed } from '../speedometer';
import type { Counts } from '../store';
import { integer, milliseconds, rate } from '../words';

const first = [
  ['speed', 'pictures/s'],
  ['p50', 'latency p50'],
  ['p95', 'latency p95'],
] as const;
const last = [
  ['classified', 'classified'],
  ['failed', 'failed'],
] as const;
/** At a server, pictures wait in the page; at a fleet, in its queue. */
const between = {
  server: [
    ['waiting', 'waiting'],
    ['running', 'running'],
  ],
  fleet: [
    ['uploading', 'to upload'],
    ['queued', 'in the queue'],
  ],
} as const;
type MeterName = (typeof first | typeof last | (typeof between)['server' | 'fleet'])[number][0];

/** The live numbers and the bar of total progress. */
export class Meters {
  private readonly values = new Map<MeterName, HTMLElement>();
  private readonly progress = find('progress');

  constructor(kind: keyof typeof between) {
    for (const [name, words] of [...first, ...between[kind], ...last]) {
      const value = element('dd', 'meter-value', '–');
      const meter = element('div', 'meter', element('dt', 'meter-name', words), value);
      meter.dataset.meter = name;
      this.values.set(name, value);
      find('meters').append(meter);
    }
  }

  show(counts: Counts, speed: Speed): void {
    const measured = !Number.isNaN(speed.p50);
    this.set('speed', measured ? rate(speed.picturesPerSecond) : '–');
    this.set('p50', measured ? milliseconds(speed.p50) : '–');
    this.set('p95', measured ? milliseconds(speed.p95) : '–');
    // A held picture waits, whatever it is called inside: it has no place at the server.
    this.set('waiting', integer(counts.waiting + counts.held));
    this.set('uploading', integer(counts.waiting + counts.held + counts.uploading));
    for (const name of ['running', 'queued', 'classified', 'failed'] as const) this.set(name, integer(counts[name]));
    this.values.get('failed')?.classList.toggle('some', counts.failed > 0);
    this.showProgress(counts);
  }

  private set(name: MeterName, text: string): void {
    const value = this.values.get(name);
    if (value && value.textContent !== text) value.textContent = text;
  }

  private showProgress(counts: Counts): void {
    const { classified, failed, cancelled } = counts;
    const finished = classified + failed + cancelled;
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    this.progress.style.setProperty('--classified', String(classified / Math.max(total, 1)));
    this.progress.style.setProperty('--failed', String(failed / Math.max(total, 1)));
    this.progress.setAttribute('aria-valuemax', String(total));
    this.progress.setAttribute('aria-valuenow', String(finished));
    this.progress.setAttribute('aria-valuetext', `${finished} of ${total}`);
    this.progress.dataset.state = finished === total ? 'finished' : 'going';
  }
}
