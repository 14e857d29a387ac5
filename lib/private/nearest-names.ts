/** The names that somebody may have meant: those that need the fewest letters changed, at most three of them. */
export function nearestNames(name: string, names: readonly string[]): string[] {
  return names
    .map((candidate) => ({ candidate, changes: changesBetween(name, candidate) }))
    .sort((one, other) => one.changes - other.changes)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** How many letters must be added, removed or replaced (Levenshtein). */
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replaced = row[column] + (letter === to[column] ? 0 : 1);
      next.push(Math.min(replaced, row[column + 1] + 1, next[column] + 1));
    }
    row = next;
  }
  return row[to.length];
}
