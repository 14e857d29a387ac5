import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { context as recommended } from '../cdk.json';

/** Apps differ in their feature flags; the library must suit the newest and the oldest. */
export const flagSets: [name: string, context: Record<string, unknown>][] = [
  ['recommended feature flags', recommended],
  ['no feature flags', {}],
];

const folder = join(__dirname, '..', 'examples');

/** The examples by file name: each exports one stack. */
export const exampleNames = readdirSync(folder).flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? []);

export function example(name: string, context: Record<string, unknown>): Stack {
  const exported: Record<string, new (app: App, id: string) => Stack> = require(join(folder, name));
  const [Example, ...others] = Object.values(exported);
  expect(others).toEqual([]);
  return new Example(new App({ context }), name);
}
