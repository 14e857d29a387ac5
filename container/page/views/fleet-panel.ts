import type { FleetAnswer } from '../../../lib/contracts/web-api';
import { element, find } from '../element';
import { integer } from '../words';

const numbers = [
  ['running', 'workers', ({ workers }: FleetAnswer) => workers.running],
  ['busy', 'busy', ({ workers }: FleetAnswer) => workers.busy],
  ['free', 'free', ({ workers }: FleetAnswer) => workers.free],
  ['desired', 'wanted', ({ workers }: FleetAnswer) => workers.desired],
  ['fleet-waiting', 'waiting in the queue', ({ waiting }: FleetAnswer) => waiting],
  ['in-flight', 'in work', ({ inFlight }: FleetAnswer) => inFlight],
] as const;

/** The workers of a fleet and its queue, everybody's pictures counted. */
export class FleetPanel {
  private readonly values = new Map<string, HTMLElement>();

  constructor() {
    const panel = find('fleet');
    for (const [name, words] of numbers) {
      const value = element('dd', 'fleet-value', '–');
      const fact = element('div', 'fleet-fact', element('dt', 'fleet-name', words), value);
      fact.dataset.fleet = name;
      this.values.set(name, value);
      panel.append(fact);
    }
    panel.hidden = false;
  }

  show(fleet: FleetAnswer): void {
    for (const [name, , read] of numbers) {
      const value = this.values.get(name);
      const text = integer(read(fleet));
      if (value && value.textContent !== text) value.textContent = text;
    }
  }
}
