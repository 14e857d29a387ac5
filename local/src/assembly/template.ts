export type Fields = Readonly<Record<string, unknown>>;

/** A resource as the template has it. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Fields;
  /** The name of a condition; where it does not hold, there is no such resource. */
  readonly Condition?: string;
}

/** A CloudFormation template. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Conditions?: Fields;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Fields>>>>;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
