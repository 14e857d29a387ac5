import { nothingFound, type Result } from '../../../lib/contracts/result';

/** Results as a table for people: picture, best label with its probability, the next labels, or the failure in words. */
export function labelTable(results: readonly Result[]): string {
  const rows = results.map(cells);
  const widths = [0, 1].map((column) => rows.reduce((width, row) => Math.max(width, row[column].length), 0));
  return rows
    .map(([picture, best, rest]) => `${picture.padEnd(widths[0])}  ${best.padEnd(widths[1])}  ${rest}\n`)
    .join('');
}

function cells(result: Result): [string, string, string] {
  if (result.status === 'failed') {
    const { id, message, advice } = result.failure;
    return [result.id, id, `${message} ${advice}`];
  }
  const [best = nothingFound, ...others] = result.labels.map(
    ({ label, score }) => `${label} ${(100 * score).toFixed(1)} %`,
  );
  return [result.id, best, others.join(', ')];
}
