import { createHash } from 'node:crypto';
import { type FoundVersion, type Inventory, isVersion, type ListedFile, onlyVersion } from './repository-source';

interface Group {
  readonly own: ListedFile[];
  readonly versions: Map<string, ListedFile[]>;
}

/**
 * The models in a list of files: `name.onnx`, `name/model.onnx` with what lies beside it, or `name/3/model.onnx` with
 * what lies beside it and one folder above.
 */
export function inventoryOf(files: readonly ListedFile[]): Inventory {
  const groups = new Map<string, Group>();
  const models = new Map<string, FoundVersion[]>();
  for (const file of files) {
    const [first, second, ...rest] = file.path.split('/');
    // Names are parts of keys, which a line break ends.
    if (/[\n\0]/.test(file.path)) continue;
    if (second === undefined) {
      if (isModel(first)) models.set(first.slice(0, -'.onnx'.length), [found(onlyVersion, first, [file])]);
      continue;
    }
    const group = groups.get(first) ?? { own: [], versions: new Map<string, ListedFile[]>() };
    groups.set(first, group);
    if (rest.length === 0) group.own.push(file);
    else if (isVersion(second)) group.versions.set(second, [...(group.versions.get(second) ?? []), file]);
  }
  for (const [name, { own, versions }] of groups) {
    const numbered = [...versions].filter(([, within]) => within.some(({ path }) => isModel(path)));
    const beside = own.filter(({ path }) => !isModel(path));
    if (numbered.length > 0) {
      models.set(
        name,
        numbered.map(([version, within]) => found(version, `${name}/${version}`, [...within, ...beside])),
      );
    } else if (own.some(({ path }) => isModel(path))) models.set(name, [found(onlyVersion, name, own)]);
  }
  return models;
}

function found(version: string, path: string, files: readonly ListedFile[]): FoundVersion {
  const hash = createHash('sha256');
  for (const file of files.toSorted((one, other) => (one.path < other.path ? -1 : 1))) {
    hash.update(`${file.path}\n${file.stamp}\n`);
  }
  return {
    version,
    fingerprint: hash.digest('hex').slice(0, 32),
    changedMs: files.reduce((latest, { changedMs }) => Math.max(latest, changedMs), 0),
    path,
    files,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function isModel(path: string): boolean {
  return path.toLowerCase().endsWith('.onnx');
}
