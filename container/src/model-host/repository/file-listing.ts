import { createHash } from 'node:crypto';
import { type FoundVersion, type Inventory, isVersion, onlyVersion } from './repository-source';

/** A file of the repository, its path relative to the root with slashes. */
export interface ListedFile {
  readonly path: string;
  /** Size, time or checksum: whatever changes with the content. */
  readonly stamp: string;
  readonly changedMs: number;
}

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
    if (second === undefined) {
      if (isModel(first)) models.set(first.slice(0, -'.onnx'.length), [found(onlyVersion, [file])]);
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
        numbered.map(([version, within]) => found(version, [...within, ...beside])),
      );
    } else if (own.some(({ path }) => isModel(path))) models.set(name, [found(onlyVersion, own)]);
  }
  return models;
}

function found(version: string, files: readonly ListedFile[]): FoundVersion {
  const hash = createHash('sha256');
  for (const { path, stamp } of files.toSorted((one, other) => (one.path < other.path ? -1 : 1))) {
    hash.update(`${path}\n${stamp}\n`);
  }
  return {
    version,
    fingerprint: hash.digest('hex').slice(0, 32),
    changedMs: Math.max(...files.map(({ changedMs }) => changedMs)),
  };
}

function isModel(path: string): boolean {
  return path.toLowerCase().endsWith('.onnx');
}
