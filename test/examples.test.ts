import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnElement, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { context } from '../cdk.json';
import { example, exampleNames } from './every-example';

test('bin/app.ts offers every example by its file name', () => {
  const app = readFileSync(join(__dirname, '..', 'bin', 'app.ts'), 'utf8');
  for (const name of exampleNames) expect(app).toContain(`'${name}'`);
});

describe.each(exampleNames)('%s', (name) => {
  const stack = example(name, context);
  const template = Template.fromStack(stack).toJSON();

  test('consists of these resources', () => {
    expect(outline(stack, template)).toMatchSnapshot();
  });

  test('deploys this template', () => {
    expect(JSON.stringify(template, null, 1).replace(/[0-9a-f]{64}/g, '[hash]')).toMatchSnapshot();
  });
});

/** One line per resource, in the order of the construct tree. */
function outline(stack: Stack, { Resources }: { [key: string]: Record<string, { Type: string }> }): string {
  return stack.node
    .findAll()
    .filter(CfnElement.isCfnElement)
    .map((element) => [Resources[stack.resolve(element.logicalId)]?.Type, element.node.path] as const)
    .filter(([type]) => type !== undefined)
    .map(([type, path]) => `${type.padEnd(45)} ${path.replace(/\/Resource$/, '')}`)
    .join('\n');
}
