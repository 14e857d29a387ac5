import { isKnown, replacingProperties } from './replacing-properties';

/** A template, as far as replacements go. */
export interface Resources {
  readonly [logicalId: string]: { readonly Type: string; readonly Properties?: Record<string, unknown> };
}

/** The resources that an update from one template to the other would replace or delete, as `type logicalId: why`. */
export function replaced(before: Resources, after: Resources): string[] {
  const reasons = new Map<string, string>();
  for (const [id, { Type }] of Object.entries(before)) {
    if (!after[id]) reasons.set(id, 'is gone');
    else if (after[id].Type !== Type) reasons.set(id, `becomes ${after[id].Type}`);
  }
  // What refers to a replaced resource in a property that replaces goes with it, and so on.
  for (let known = -1; known < reasons.size; ) {
    known = reasons.size;
    for (const [id, resource] of Object.entries(before)) {
      const why = reasons.has(id) ? undefined : replacingChange(resource, after[id], reasons);
      if (why) reasons.set(id, why);
    }
  }
  return [...reasons].map(([id, why]) => `${before[id].Type} ${id}: ${why}`);
}

function replacingChange(
  before: Resources[string],
  after: Resources[string],
  reasons: Map<string, string>,
): string | undefined {
  for (const name of isKnown(before.Type) ? replacingProperties(before.Type) : []) {
    const [was, is] = [before, after].map(({ Properties }) => JSON.stringify(Properties?.[name]));
    if (was !== is) return `${name} changes from ${was} to ${is}`;
    const gone = [...reasons.keys()].find((id) => is?.includes(`"${id}"`));
    if (gone) return `${name} refers to ${gone}`;
  }
  return undefined;
}
