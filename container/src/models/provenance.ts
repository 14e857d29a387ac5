import type { Source } from './sources/description-source';

/** Who described a model, in few words for a log line: the sources of its labels, preprocessing and answers. */
export function describedBy(provenance: Readonly<Record<string, Source>>): Record<string, string> {
  const sources = new Map<string, Set<Source>>();
  for (const [field, source] of Object.entries(provenance)) {
    const [section] = field.split('.');
    if (source === 'default' || !['labels', 'preprocess', 'postprocess'].includes(section)) continue;
    sources.set(section, (sources.get(section) ?? new Set()).add(source));
  }
  return Object.fromEntries([...sources].map(([section, names]) => [section, [...names].join(', ')]));
}
