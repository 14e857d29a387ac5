import { nothingFound } from '../../lib/contracts/result';
import type { Entry } from './store';

const columns = ['file', 'status', 'label', 'score', 'failure', 'message', 'server_ms', 'round_trip_ms'] as const;

/** The results as a table for a spreadsheet, one row per picture. */
export function toCsv(entries: readonly Entry[]): string {
  const rows = entries.map((entry) => columns.map((column) => cell(row(entry)[column])).join(','));
  return `${[columns.join(','), ...rows].join('\r\n')}\r\n`;
}

/** The results with every label and timing, as the server answered them. */
export function toJson(entries: readonly Entry[]): string {
  const records = entries.map(({ name, progress }) => {
    if (progress.stage === 'classified') return { file: name, ...progress.result, roundTripMs: progress.roundTripMs };
    if (progress.stage === 'failed') return { file: name, status: 'failed', failure: progress.failure };
    return { file: name, status: progress.stage };
  });
  return `${JSON.stringify(records, null, 2)}\n`;
}

export function save(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has started reading by then; revoking at once cancels the download in some.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function row({ name, progress }: Entry): Partial<Record<(typeof columns)[number], string | number>> {
  const status = progress.stage;
  if (progress.stage === 'classified') {
    const { labels, timings } = progress.result;
    const best = labels.at(0) ?? { label: nothingFound, score: undefined };
    return { file: name, status, ...best, server_ms: timings.totalMs, round_trip_ms: progress.roundTripMs };
  }
  if (progress.stage === 'failed') {
    const { id, message } = progress.failure;
    return { file: name, status, failure: id, message, round_trip_ms: progress.roundTripMs };
  }
  return { file: name, status };
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(Math.round(value * 1e4) / 1e4);
  // A file may be called =HYPERLINK(...): a spreadsheet must read it as text.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
