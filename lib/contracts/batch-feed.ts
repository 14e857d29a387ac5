/** An object as a listing shows it. */
interface Listed {
  readonly key: string;
  readonly writtenAt: number;
}

/** Results in one answer: a second's work of a large fleet, and far below what a function may answer. */
const most = 200;
/** S3 tells when an object was written to the second, and shows one to be written a moment later. */
const overlapMs = 2000;

/**
 * The objects after a cursor, oldest first, and the next cursor. At the end of the list the cursor goes back a little: an
 * object may appear there with an earlier time, and another may be answered twice.
 */
export function feedAfter<E extends Listed>(
  feed: readonly E[],
  cursor: string,
): { found: E[]; after: string; more: boolean } {
  const [time = '', ...rest] = cursor.split('/');
  const from = { writtenAt: Number(time) || 0, key: rest.join('/') };
  const newer = feed.filter((entry) => compare(entry, from) > 0).sort(compare);
  const some = newer.slice(0, most);
  const last = some.at(-1);
  const more = newer.length > some.length;
  if (more && last) return { found: some, after: `${last.writtenAt}/${last.key}`, more };
  const back = Math.max(from.writtenAt, (last?.writtenAt ?? 0) - overlapMs);
  return { found: some, after: last ? `${back}/` : cursor, more };
}

function compare(a: Listed, b: Listed): number {
  return a.writtenAt - b.writtenAt || (a.key < b.key ? -1 : Number(a.key > b.key));
}
