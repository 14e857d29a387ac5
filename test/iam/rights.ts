/** Just enough of IAM to say whether a role of a template may do something. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>
  >;
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: Record<string, Record<string, unknown>>;
}

const account = '111111111111';
const region = 'us-east-1';
const fixed: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** The physical name that a resource of the template has in these tests. */
export function nameOf(logicalId: string): string {
  return logicalId.toLowerCase();
}

/** The ARN of a queue or bucket, or of an object where a key follows. */
export function arnOf(template: Template, logicalId: string, key?: string): string {
  const type = template.Resources[logicalId]?.Type;
  if (type === 'AWS::S3::Bucket') return `arn:aws:s3:::${nameOf(logicalId)}${key === undefined ? '' : `/${key}`}`;
  const service = type?.split('::')[1].toLowerCase() ?? 'unknown';
  const kind = type === 'AWS::CloudWatch::Alarm' ? 'alarm:' : '';
  return `arn:aws:${service}:${region}:${account}:${kind}${nameOf(logicalId)}`;
}

/** A value of the template with its intrinsic functions carried out. */
export function resolve(template: Template, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(template, item));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = []] = Object.entries(value);
  if (name === 'Ref') return fixed[argument as string] ?? refOf(template, argument as string);
  if (name === 'Fn::GetAtt') return attributeOf(template, argument as [string, string]);
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map((part) => resolve(template, part)).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(template, inner)]));
}

function refOf(template: Template, id: string): string {
  return template.Resources[id]?.Type === 'AWS::SQS::Queue'
    ? `https://sqs.${region}.amazonaws.com/${nameOf(id)}`
    : nameOf(id);
}

function attributeOf(template: Template, [id, attribute]: [string, string]): string {
  return attribute === 'Arn' ? arnOf(template, id) : `${nameOf(id)}.${attribute}`;
}

/** All statements of the policies that a role has. */
export function statementsOf(template: Template, roleId: string): Statement[] {
  const documents = Object.values(template.Resources).flatMap(({ Type, Properties = {} }) => {
    const roles = (Properties.Roles ?? []) as { Ref?: string }[];
    return Type === 'AWS::IAM::Policy' && roles.some(({ Ref }) => Ref === roleId) ? [Properties.PolicyDocument] : [];
  });
  const inline = (template.Resources[roleId].Properties?.Policies ?? []) as { PolicyDocument: unknown }[];
  return [...documents, ...inline.map(({ PolicyDocument }) => PolicyDocument)].flatMap((document) =>
    (resolve(template, document) as { Statement: Record<string, unknown>[] }).Statement.map(read),
  );
}

function read({ Effect, Action, Resource, Condition = {} }: Record<string, unknown>): Statement {
  return {
    effect: Effect as 'Allow',
    actions: [Action].flat() as string[],
    resources: [Resource].flat() as string[],
    conditions: Condition as Statement['conditions'],
  };
}

/** Whether the statements allow it; a statement with conditions counts only when `context` meets them all. */
export function isAllowed(
  statements: readonly Statement[],
  action: string,
  resource: string,
  context: Readonly<Record<string, string>> = {},
): boolean {
  const matching = statements.filter(
    ({ actions, resources, conditions }) =>
      actions.some((pattern) => matches(pattern, action, 'i')) &&
      resources.some((pattern) => matches(pattern, resource)) &&
      meets(conditions, context),
  );
  return matching.some(({ effect }) => effect === 'Allow') && !matching.some(({ effect }) => effect === 'Deny');
}

function meets(conditions: Statement['conditions'], context: Readonly<Record<string, string>>): boolean {
  return Object.entries(conditions).every(([operator, pairs]) => {
    const fits = operators[operator];
    if (!fits) throw new Error(`${operator} is not understood here`);
    return Object.entries(pairs).every(
      ([key, wanted]) =>
        context[key] !== undefined && [wanted].flat().some((value) => fits(String(value), context[key])),
    );
  });
}

const operators: Readonly<Record<string, (wanted: string, got: string) => boolean>> = {
  StringEquals: (wanted, got) => wanted === got,
  Bool: (wanted, got) => wanted === got,
  StringLike: (wanted, got) => matches(wanted, got),
  // What is asked about is there, or its value would not be compared.
  Null: (wanted) => wanted === 'false',
};

function matches(pattern: string, text: string, flags = ''): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, flags).test(text);
}
