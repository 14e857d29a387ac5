import { type Filter, labelCounts } from '../arrangement';
import { element, find } from '../element';
import type { Store } from '../store';
import { integer } from '../words';

interface Choice {
  readonly key: string;
  readonly words: string;
  readonly count: number;
  readonly filter: Filter;
}

/** One radio button per label that occurs: a single tab stop, arrows move between them. */
export class Filters {
  private readonly group = find('filters');
  private readonly chips = new Map<string, { root: HTMLElement; input: HTMLInputElement; count: HTMLElement }>();

  constructor(
    private readonly store: Store,
    private readonly choose: (filter: Filter) => void,
  ) {}

  update(): void {
    const choices = this.choices();
    for (const choice of choices) this.chipOf(choice).count.textContent = integer(choice.count);
    this.dropLeftovers(new Set(choices.map(({ key }) => key)));
    for (const [place, { key }] of choices.entries()) {
      const root = this.chips.get(key)?.root;
      // +1: the legend comes first.
      if (root && this.group.children[place + 1] !== root)
        this.group.insertBefore(root, this.group.children[place + 1]);
    }
  }

  private choices(): Choice[] {
    const { entries, counts, unfinished } = this.store;
    const all: Choice = { key: 'all', words: 'All', count: entries.length, filter: { kind: 'all' } };
    const open: Choice = { key: 'unfinished', words: 'Under way', count: unfinished, filter: { kind: 'unfinished' } };
    const failed: Choice = { key: 'failed', words: 'Failed', count: counts.failed, filter: { kind: 'failed' } };
    // By name, not by count: a chip that jumps while answers arrive cannot be hit.
    const labels = labelCounts(entries).sort((a, b) => a[0].localeCompare(b[0]));
    const chips = labels.map(([label, count]): Choice => {
      return { key: `label ${label}`, words: label, count, filter: { kind: 'label', label } };
    });
    return [all, ...(unfinished > 0 ? [open] : []), ...(counts.failed > 0 ? [failed] : []), ...chips];
  }

  private chipOf({ key, words, filter }: Choice) {
    const known = this.chips.get(key);
    if (known) return known;
    const input = element('input', 'unseen');
    input.type = 'radio';
    input.name = 'filter';
    input.checked = filter.kind === 'all';
    input.addEventListener('change', () => this.choose(filter));
    const count = element('span', 'chip-count');
    const root = element('label', 'chip', input, element('span', 'chip-words', words), count);
    root.dataset.filter = filter.kind;
    this.group.append(root);
    const chip = { root, input, count };
    this.chips.set(key, chip);
    return chip;
  }

  private dropLeftovers(kept: ReadonlySet<string>): void {
    for (const [key, { root, input }] of this.chips) {
      if (kept.has(key)) continue;
      root.remove();
      this.chips.delete(key);
      if (!input.checked) continue;
      const all = this.chips.get('all');
      if (all) all.input.checked = true;
      this.choose({ kind: 'all' });
    }
  }
}
