import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface ResourceType {
  readonly cloudFormationType: string;
  readonly properties: Record<string, { readonly causesReplacement?: 'yes' | 'no' | 'maybe' }>;
}

/** The table from which `cdk diff` says what a deployment replaces: it comes with the CDK's command line. */
const table = join(dirname(require.resolve('aws-cdk/package.json')), 'db.json.gz');
const { schema } = JSON.parse(gunzipSync(readFileSync(table)).toString());
const types = new Map<string, ResourceType>(
  schema.resource.entities.map((type: ResourceType) => [type.cloudFormationType, type]),
);

/** The properties whose change replaces, or may replace, a resource of this type. Throws on a type that AWS does not have. */
export function replacingProperties(type: string): string[] {
  const known = types.get(type);
  if (!known) throw new Error(`no resource type ${type}`);
  return Object.entries(known.properties).flatMap(([name, { causesReplacement = 'no' }]) =>
    causesReplacement === 'no' ? [] : [name],
  );
}

/** Whether AWS documents such a type: a custom resource has none. */
export function isKnown(type: string): boolean {
  return types.has(type);
}
