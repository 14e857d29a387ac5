/** The well-known ImageNet list has two cranes: what repeats gets its class number, so that every label is one class. */
export function distinct(labels: readonly string[]): string[] {
  const repeated = repeatedIn(labels);
  return labels.map((label, index) => (repeated.has(label) ? `${label} (${index})` : label));
}

export function repeatedIn(labels: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(labels.filter((label) => seen.size === seen.add(label).size));
}

/**
 * The names of classes that exporters write as a list or as an object from class number to name.
 *
 * @returns undefined unless every class from 0 on has a name
 */
export function namesByClass(value: unknown): string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const names = Object.keys(value).map((_, index) => (value as Record<string, unknown>)[index]);
  const complete = names.length > 0 && names.every((name) => typeof name === 'string' && name !== '');
  return complete ? (names as string[]) : undefined;
}
