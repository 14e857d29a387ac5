import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { example, exampleNames } from './every-example';
import { idleCosts, type Resources } from './idle-cost';

const page = readFileSync(join(__dirname, '../examples/README.md'), 'utf8');
/** What the page says of each example: its columns after the name. */
const rows = new Map(
  [...page.matchAll(/^\| \[([a-z-]+)\]\(\1\.ts\) \| (.+) \|$/gm)].map(([, name, cells]) => [name, cells.split(' | ')]),
);
const resourcesOf = (name: string): Resources => Template.fromStack(example(name, {})).toJSON().Resources;
const classifying = ['AWS::ECS::Service', 'AWS::SageMaker::Endpoint'];
const withClassifier = exampleNames.filter((name) =>
  Object.values(resourcesOf(name)).some(({ Type }) => classifying.includes(Type)),
);

test.each(withClassifier)(
  '%s: examples/README.md says when to choose it, how it scales and fails, and what it costs idle',
  (name) => {
    const cells = rows.get(name) ?? [];
    expect(cells).toHaveLength(5);
    const costs = Object.values(idleCosts(resourcesOf(name)));
    const [, stated] = cells;
    expect(Number.parseInt(stated, 10)).toBe(Math.round(costs.reduce((sum, cost) => sum + cost, 0)));
  },
);

test('examples/README.md lists no example that is not there', () => {
  expect([...rows.keys()].filter((name) => !exampleNames.includes(name))).toEqual([]);
});
