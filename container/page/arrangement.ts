import type { Entry, Stage } from './store';

export const orders = ['added', 'certain', 'doubtful', 'slow', 'name'] as const;
export type Order = (typeof orders)[number];

/** What the gallery shows: everything, what still has no answer, the failures, or one label. */
export type Filter =
  | { readonly kind: 'all' }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'label'; readonly label: string };

const finished: readonly Stage[] = ['classified', 'failed', 'cancelled'];

export function matches(entry: Entry, filter: Filter): boolean {
  if (filter.kind === 'unfinished') return !finished.includes(entry.progress.stage);
  if (filter.kind === 'failed') return entry.progress.stage === 'failed';
  return filter.kind === 'all' || topLabel(entry)?.label === filter.label;
}

/** Sorts a copy; pictures without an answer keep their order at the end. */
export function arrange(entries: readonly Entry[], order: Order): Entry[] {
  if (order === 'added') return [...entries];
  if (order === 'name') return [...entries].sort((a, b) => byName.compare(a.name, b.name));
  const weight = weights[order];
  return entries
    .map((entry) => ({ entry, weight: weight(entry) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => (a.weight === b.weight ? 0 : a.weight - b.weight))
    .map(({ entry }) => entry);
}

/** How many pictures got each label, the commonest first. */
export function labelCounts(entries: readonly Entry[]): [label: string, count: number][] {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const label = topLabel(entry)?.label;
    if (label) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || byName.compare(a[0], b[0]));
}

export function topLabel(entry: Entry): { label: string; score: number } | undefined {
  return entry.progress.stage === 'classified' ? entry.progress.result.labels[0] : undefined;
}

const byName = new Intl.Collator('en', { numeric: true });

const weights: Record<'certain' | 'doubtful' | 'slow', (entry: Entry) => number | undefined> = {
  certain: (entry) => negative(topLabel(entry)?.score),
  doubtful: (entry) => topLabel(entry)?.score,
  slow: ({ progress }) => negative('roundTripMs' in progress ? progress.roundTripMs : undefined),
};

function negative(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}
