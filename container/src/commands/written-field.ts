/** A field of a manifest in as few words as people need: `short-side 256`, `224x224`, `3: cat, dog, owl`. */
export function writtenField(field: string, value: unknown): string {
  if (Array.isArray(value)) return field === 'labels' ? labels(value) : value.join(', ');
  if (typeof value === 'object' && value !== null) return parts(value as Record<string, unknown>);
  if (field === 'preprocess.scale' && value === 1 / 255) return '1/255';
  return String(value);
}

function labels(names: readonly unknown[]): string {
  const first = names.slice(0, 4).join(', ');
  return `${names.length}: ${first}${names.length > 4 ? ', …' : ''}`;
}

function parts({ mode, width, height, ...others }: Record<string, unknown>): string {
  const rest = Object.entries(others).map(([name, value]) => (name === 'size' ? String(value) : `${name} ${value}`));
  const size = width === undefined ? [] : [`${width}x${height}`];
  return [...(mode === undefined ? [] : [mode]), ...size, ...rest].join(' ');
}
