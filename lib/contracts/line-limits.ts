/** How long a line a busy server keeps, in milliseconds of waiting. */
export interface LineLimits {
  /** While it is overloaded. */
  readonly overloadedMs: number;
  /** Otherwise: a burst waits longer than that before anybody is turned away. */
  readonly burstMs: number;
}

const shortestBurstMs = 400;
/** Some 64 callers who each wait for an answer before they ask again are company, as long as that takes two seconds. */
const smallestBurst = 80;
const bearableMs = 2000;

/**
 * The lengths of the line that keep every process busy and nobody waiting for longer than that takes. Arrivals come in
 * clumps, which matter less the more processes share them; docs/decisions/0007 has the simulation behind it.
 *
 * @param settled the operator's own limit under overload, in milliseconds; 0 derives it
 */
export function lineLimits(
  { fullBatchMs, pictureMs }: { readonly fullBatchMs: number; readonly pictureMs: number },
  slots: number,
  settled = 0,
): LineLimits {
  const some = Math.max(1, slots);
  const overloadedMs = settled || (1 + 2 / Math.sqrt(some)) * fullBatchMs;
  const companyMs = Math.min(bearableMs, (smallestBurst * pictureMs) / some);
  return { overloadedMs, burstMs: Math.max(shortestBurstMs, 2 * overloadedMs, companyMs) };
}
