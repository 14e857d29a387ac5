import type { SynthesizedStack } from './cloud-assembly';
import type { Places } from './identities';
import { Intrinsics } from './intrinsics';
import type { Fields } from './template';

/** Something in a template that has no counterpart on this machine. */
export interface NotSimulated {
  /** A type, a property of a type, or something else that has a value on AWS only. */
  readonly what: string;
  /** The logical id of the resource. */
  readonly id: string;
}

export interface ReadResource {
  readonly id: string;
  readonly properties: Fields;
}

/** Hands out the resources of a stack, and keeps account of all that nobody asked for. */
export class StackReader {
  private readonly intrinsics: Intrinsics;
  private readonly asked = new Set<string>();
  private readonly notes = new Map<string, NotSimulated>();
  private reading = '';

  constructor(
    private readonly stack: SynthesizedStack,
    places: Places,
  ) {
    this.intrinsics = new Intrinsics(stack.template, places, stack.name, (what) => this.note(what, this.reading));
  }

  get assets(): ReadonlyMap<string, string> {
    return this.stack.assets;
  }

  /** @param understood the properties that are acted on; any other is noted */
  resources(type: string, understood: readonly string[]): ReadResource[] {
    this.asked.add(type);
    return Object.entries(this.stack.template.Resources)
      .filter(
        ([, { Type, Condition }]) => Type === type && (Condition === undefined || this.intrinsics.holds(Condition)),
      )
      .map(([id, { Properties = {} }]) => {
        this.reading = id;
        for (const name of Object.keys(Properties)) if (!understood.includes(name)) this.note(`${type}.${name}`, id);
        const known = Object.entries(Properties).filter(([name]) => understood.includes(name));
        return { id, properties: this.intrinsics.properties(Object.fromEntries(known)) };
      });
  }

  /** What `Ref` or, with an attribute, `Fn::GetAtt` gives. */
  identity(id: string, attribute?: string): string {
    const reference = attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] };
    return String(this.intrinsics.properties({ reference }).reference);
  }

  note(what: string, id: string): void {
    this.notes.set(`${what} ${id}`, { what, id });
  }

  /** Everything in the template that will not happen here. */
  get notSimulated(): NotSimulated[] {
    const others = Object.entries(this.stack.template.Resources).filter(([, { Type }]) => !this.asked.has(Type));
    const all = [...others.map(([id, { Type }]) => ({ what: Type, id })), ...this.notes.values()];
    return all.sort((one, other) => (`${one.what} ${one.id}` < `${other.what} ${other.id}` ? -1 : 1));
  }
}
