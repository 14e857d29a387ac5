import type { FleetAnswer } from '../../../lib/contracts/web-api';
import { element, find } from '../element';
import { integer } from '../words';

const workers = [
  ['running', 'running', ({ workers }: FleetAnswer) => integer(workers.running)],
  ['busy', 'busy', ({ workers }: FleetAnswer) => `${workers.reckoned ? '≤ ' : ''}${integer(workers.busy)}`],
  ['free', 'free', ({ workers }: FleetAnswer) => `${workers.reckoned ? '≥ ' : ''}${integer(workers.free)}`],
  ['desired', 'wanted', ({ workers }: FleetAnswer) => integer(workers.desired)],
] as const;
const queue = [
  ['fleet-waiting', 'waiting', ({ waiting }: FleetAnswer) => integer(waiting)],
  ['in-flight', 'in work', ({ inFlight }: FleetAnswer) => integer(inFlight)],
] as const;

/** The workers of a fleet and its queue, everybody's pictures counted. */
export class FleetPanel {
  private readonly values = new Map<string, HTMLElement>();
  private readonly pips = find('fleet-pips');

  constructor() {
    for (const [place, facts] of [
      ['fleet-workers', workers],
      ['fleet-queue', queue],
    ] as const) {
      for (const [name, words] of facts) {
        const value = element('dd', 'fleet-value', '–');
        const fact = element('div', 'fleet-fact', element('dt', 'fleet-name', words), value);
        fact.dataset.fleet = name;
        this.values.set(name, value);
        find(place).append(fact);
      }
    }
    find('fleet').hidden = false;
  }

  show(fleet: FleetAnswer): void {
    for (const [name, , read] of [...workers, ...queue]) {
      const value = this.values.get(name);
      const text = read(fleet);
      if (value && value.textContent !== text) value.textContent = text;
    }
    this.showPips(fleet.workers);
  }

  /** One mark for every worker that runs or should; the numbers beside them say the same. */
  private showPips({ running, busy, desired }: FleetAnswer['workers']): void {
    const count = Math.max(running, desired, 1);
    while (this.pips.childElementCount > count) this.pips.lastElementChild?.remove();
    while (this.pips.childElementCount < count) this.pips.append(element('li', 'pip'));
    for (const [place, pip] of [...this.pips.children].entries()) {
      const state = place < busy ? 'busy' : place < running ? 'free' : place < desired ? 'wanted' : 'none';
      (pip as HTMLElement).dataset.worker = state;
    }
  }
}
