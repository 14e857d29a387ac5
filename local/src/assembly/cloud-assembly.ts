import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { LocalFailure } from '../local-failures';
import { type Fields, isFields, type Template } from './template';

/** One stack of a cloud assembly, as `cdk synth` left it. */
export interface SynthesizedStack {
  readonly name: string;
  readonly template: Template;
  /** The folder or file that an asset was made from, by the key that it has in its bucket. */
  readonly assets: ReadonlyMap<string, string>;
  /** The folder that an image is built from, and its file there where that has another name, by the tag of the image. */
  readonly images: ReadonlyMap<string, ImageSource>;
}

export interface ImageSource {
  readonly folder: string;
  readonly file?: string;
}

/**
 * Reads one stack from the output folder of `cdk synth`.
 *
 * @param stack its name or construct id; may be left out where there is one stack only
 * @throws LocalFailure local-app-missing, local-app-unreadable, local-stack-unknown
 */
export function readAssembly(folder: string, stack?: string): SynthesizedStack {
  const file = join(folder, 'manifest.json');
  if (!existsSync(file)) throw new LocalFailure('local-app-missing', `${resolve(folder)} has no manifest.json.`);
  const { artifacts } = readObject(file);
  if (!isFields(artifacts)) throw unreadable(file, 'it has no artifacts');
  const stacks = Object.entries(artifacts).filter(([, artifact]) => typeOf(artifact) === 'aws:cloudformation:stack');
  const [id, artifact] = choose(stacks as [string, Fields][], stack);
  const properties = isFields(artifact.properties) ? artifact.properties : {};
  const templateFile = join(folder, String(properties.templateFile ?? `${id}.template.json`));
  const template = readObject(templateFile);
  if (!isFields(template.Resources)) throw unreadable(templateFile, 'it has no Resources');
  for (const [name, resource] of Object.entries(template.Resources)) {
    if (typeOf(resource, 'Type') === undefined) throw unreadable(templateFile, `the resource ${name} has no Type`);
  }
  return { name: id, template: template as unknown as Template, ...readAssets(folder, id) };
}

function choose(stacks: readonly [string, Fields][], wanted: string | undefined): [string, Fields] {
  const names = stacks.map(([id]) => id).join(', ') || '(none)';
  const known = `The assembly has ${names}.`;
  if (wanted === undefined) {
    if (stacks.length === 1) return stacks[0];
    throw new LocalFailure('local-stack-unknown', known);
  }
  const found = stacks.find(([id, { displayName }]) => id === wanted || displayName === wanted);
  if (!found) throw new LocalFailure('local-stack-unknown', `There is no stack ${wanted}. ${known}`);
  return found;
}

function readAssets(folder: string, stack: string): Pick<SynthesizedStack, 'assets' | 'images'> {
  const file = join(folder, `${stack}.assets.json`);
  const { files, dockerImages } = existsSync(file) ? readObject(file) : {};
  const place = (path: string) => (isAbsolute(path) ? path : join(resolve(folder), path));
  const each = (assets: unknown) =>
    Object.values(isFields(assets) ? assets : {}).flatMap((asset) => {
      const { source, destinations } = asset as { source?: Fields; destinations?: Record<string, Fields> };
      return Object.values(destinations ?? {}).map((destination) => ({ source: source ?? {}, destination }));
    });
  const assets = each(files).flatMap(({ source, destination }): [string, string][] =>
    typeof source.path === 'string' ? [[String(destination.objectKey), place(source.path)]] : [],
  );
  const images = each(dockerImages).flatMap(({ source, destination }): [string, ImageSource][] => {
    const { directory, dockerFile } = source;
    if (typeof directory !== 'string') return [];
    return [
      [String(destination.imageTag), { folder: place(directory), ...(dockerFile ? { file: String(dockerFile) } : {}) }],
    ];
  });
  return { assets: new Map(assets), images: new Map(images) };
}

function typeOf(value: unknown, field = 'type'): string | undefined {
  return isFields(value) && typeof value[field] === 'string' ? value[field] : undefined;
}

function readObject(file: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
  if (isFields(value)) return value;
  throw unreadable(file, 'it is no JSON object');
}

function unreadable(file: string, why: string): LocalFailure {
  return new LocalFailure('local-app-unreadable', `${file}: ${why}.`);
}
