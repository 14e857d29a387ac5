/** Priorities as Triton has them: 1 is the highest of `levels`, and 0 or a level that does not exist is `usual`. */
export interface Priorities {
  readonly levels: number;
  readonly usual: number;
}

/** The lead of each level over the next one. */
const leadMs = 1000;

/**
 * When a picture is due: at its deadline, and a second later for each level below the highest.
 *
 * So among pictures with equal time limits a picture is passed only by those of a higher level that come up to one
 * second per level after it, and by nobody who comes later: however many there are, nobody waits for ever.
 */
export function dueAt(deadline: number, priority: number, { levels, usual }: Priorities): number {
  const level = priority >= 1 && priority <= levels ? priority : usual;
  return deadline + (level - 1) * leadMs;
}
