import { kindOf } from '../engine/flash-sale/drawings';
import type { SeenResult } from '../engine/ledger';

/** How drawn products were recognised. */
export interface Recognition {
  /** A table for people: what was drawn, the best label, the next ones. */
  readonly lines: readonly string[];
  readonly right: number;
}

/**
 * Compares what was drawn with the labels that it got.
 *
 * @param read gives a result as it lies in its bucket
 */
export async function recognition(
  keys: readonly string[],
  {
    resultOf,
    read,
  }: { resultOf: (key: string) => SeenResult | undefined; read: (found: SeenResult) => Promise<string> },
): Promise<Recognition> {
  const rows = await Promise.all(
    keys.map(async (key) => {
      const found = resultOf(key);
      return { kind: kindOf(key), labels: found ? labelsIn(await read(found)) : ['no result'] };
    }),
  );
  const widths = [0, 0];
  for (const { kind, labels } of rows) {
    widths[0] = Math.max(widths[0], kind.length);
    widths[1] = Math.max(widths[1], labels[0].length);
  }
  return {
    lines: rows.map(({ kind, labels: [best, ...others] }) => {
      return `${kind.padEnd(widths[0])}  ${best.padEnd(widths[1])}  ${others.join(', ')}`.trimEnd();
    }),
    right: rows.filter(({ kind, labels: [best] }) => best.startsWith(`${kind} `)).length,
  };
}

function labelsIn(body: string): [best: string, ...others: string[]] {
  try {
    const { labels = [], failure } = JSON.parse(body) as {
      labels?: { label: string; score: number }[];
      failure?: { id: string };
    };
    const [best = failure?.id ?? 'nothing found', ...others] = labels.map(
      ({ label, score }) => `${label} ${(100 * score).toFixed(1)} %`,
    );
    return [best, ...others.slice(0, 2)];
  } catch {
    return [body.slice(0, 80)];
  }
}
