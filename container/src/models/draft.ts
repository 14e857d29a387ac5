import { type Manifest, manifestSchema } from '../../../lib/contracts/manifest';
import { decode, SchemaError } from '../../../lib/contracts/schema';
import { StartFailure } from '../../../lib/contracts/start-failures';
import type { Source, Statement } from './sources/description-source';

const sections = ['preprocess', 'postprocess'];
const needed = ['labels', 'preprocess.resize', 'preprocess.layout', 'postprocess.activation'];

/** A manifest under construction: whoever names a field first settles it. */
export class Draft {
  private readonly fields = new Map<string, unknown>();
  readonly provenance: Record<string, Source> = {};
  /** What the sources could not say, and why. */
  readonly doubts: string[] = [];

  add({ source, says, doubt }: Statement): void {
    if (doubt !== undefined && !this.doubts.includes(doubt)) this.doubts.push(doubt);
    for (const [field, value] of fieldsOf(says)) {
      if (value === undefined || this.fields.has(field)) continue;
      this.fields.set(field, value);
      this.provenance[field] = source;
    }
    // A resize without a crop is a whole recipe: the crop of a later source belongs to another one.
    const settled = says.preprocess?.resize && this.provenance['preprocess.resize'] === source;
    if (settled && !this.fields.has('preprocess.crop')) this.fields.set('preprocess.crop', undefined);
  }

  /** The fields that no source has named and that have no default. */
  get missing(): string[] {
    return needed.filter((field) => !this.fields.has(field));
  }

  /** Every field that is settled, by its dotted name, in the order in which it was. */
  get settled(): ReadonlyMap<string, unknown> {
    return this.fields;
  }

  get layout(): Manifest['preprocess']['layout'] | undefined {
    return this.fields.get('preprocess.layout') as Manifest['preprocess']['layout'] | undefined;
  }

  /** The complete manifest; what nobody named is recorded as `default`. */
  finish(): Manifest {
    const nested: Record<string, unknown> = {};
    for (const [field, value] of this.fields) {
      const [section, name] = field.split('.');
      nested[section] = name === undefined ? value : { ...(nested[section] as object), [name]: value };
    }
    const manifest = decodeManifest(nested);
    for (const [field] of fieldsOf(manifest)) this.provenance[field] ??= 'default';
    return manifest;
  }
}

function decodeManifest(nested: unknown): Manifest {
  try {
    return decode(manifestSchema, nested, 'description');
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new StartFailure('model-incompatible', `Its description is wrong:\n  ${error.problems.join('\n  ')}`);
  }
}

/** `labels`, `preprocess.resize`, ...: the fields that one source settles as a whole. */
export function fieldsOf(value: object): [field: string, value: unknown][] {
  return Object.entries(value).flatMap(([name, inner]) =>
    sections.includes(name)
      ? Object.entries((inner ?? {}) as object).map(([field, leaf]): [string, unknown] => [`${name}.${field}`, leaf])
      : [[name, inner] as [string, unknown]],
  );
}
