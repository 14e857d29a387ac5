import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deploymentFailures } from '../lib/contracts/custom-resources/failures';
import { failures } from '../lib/contracts/failures';
import { jobFailures } from '../lib/contracts/failures/job-failures';
import { pictureFailures } from '../lib/contracts/failures/picture-failures';
import { settings } from '../lib/contracts/settings';
import { startFailures } from '../lib/contracts/start-failures';
import { cloudWatchName, type Metric, type MetricName, metrics } from '../lib/contracts/telemetry';
import { refusals, warnings } from '../lib/private/refusals';
import { localFailures } from '../local/src/local-failures';
import { settingDefaults } from './setting-defaults';

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The rows of all tables in a document whose first cell is a name in backticks, keyed by that name. */
function rowsOf(document: string): Record<string, string> {
  return Object.fromEntries(
    [...document.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, name, cells]) => [name, cells]),
  );
}

test('docs/errors.md lists every failure as the tables have it, and none besides', () => {
  const expected: Record<string, string> = {};
  for (const [id, { status, retry, summary, advice }] of Object.entries(failures)) {
    expected[id] = `${status} | ${retry} | ${summary} | ${advice}`;
  }
  for (const [id, { exitCode, summary, advice }] of Object.entries({ ...startFailures, ...localFailures })) {
    expected[id] = `${exitCode} | ${summary} | ${advice}`;
  }
  for (const [id, { summary, advice }] of Object.entries({ ...refusals, ...warnings }))
    expected[id] = `${summary} | ${advice}`;
  expect(rowsOf(read('docs/errors.md'))).toEqual(expected);
});

test('the page of the fleet lists every failure that can end one of its pictures', () => {
  // Of an endpoint, of a caller's tensors, and one that is tried until it is another one.
  const notHere = ['endpoint-failed', 'tensors-unfit', 'object-unreachable'];
  const whileWorking = ['inference-crashed', 'internal-error'];
  const ids = [...Object.keys({ ...jobFailures, ...pictureFailures }), ...whileWorking];
  const listed = Object.keys(rowsOf(read('docs/patterns/queue-worker-fleet.md')));
  expect(listed.filter((id) => id in failures).sort()).toEqual(ids.filter((id) => !notHere.includes(id)).sort());
});

test('docs/custom-resources.md lists every reason that a deployment fails with, and none besides', () => {
  const rows = Object.entries(deploymentFailures).map(([id, { summary, advice }]) => [id, `${summary} | ${advice}`]);
  expect(rowsOf(read('docs/custom-resources.md'))).toEqual(Object.fromEntries(rows));
});

test('docs/operations.md lists every setting and every metric, and none besides', () => {
  const expected: Record<string, string> = {};
  for (const [name, { variable, description }] of Object.entries(settings)) {
    expected[variable] = `${settingDefaults[name] ?? ''} | ${description}`;
  }
  for (const metric of Object.values(metrics)) {
    const labels = 'labels' in metric ? metric.labels.join(', ') : '';
    expected[metric.name] = `${metric.type} | ${labels} | ${metric.help}`;
  }
  expect(rowsOf(read('docs/operations.md'))).toEqual(expected);
});

test('docs/operations.md lists what goes to CloudWatch, by dimensions, and nothing besides', () => {
  const expected: Record<string, string[]> = {};
  for (const [name, { cloudWatch = [] }] of Object.entries(metrics) as [MetricName, Metric][]) {
    for (const set of cloudWatch) {
      const dimensions = ['service', ...set].join(', ');
      expected[dimensions] = [...(expected[dimensions] ?? []), cloudWatchName(name)];
    }
  }
  const rows = [...read('docs/operations.md').matchAll(/^\| (service[^|]*) \| (.+) \|$/gm)];
  expect(Object.fromEntries(rows.map(([, dimensions, names]) => [dimensions, names.split(', ')]))).toEqual(expected);
});

test('every page of a pattern is titled by its construct and links to an example', () => {
  for (const file of readdirSync(join(root, 'docs/patterns'))) {
    const title = basename(file, '.md')
      .replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())
      .replace(/^Sagemaker/, 'SageMaker');
    expect(read(`docs/patterns/${file}`)).toMatch(new RegExp(`^# ${title}\n`));
    expect(read(`docs/patterns/${file}`)).toMatch(/\]\(\.\.\/\.\.\/examples\/[\w-]+\.ts\)/);
  }
});

test('every TypeScript block of the README is a verbatim part of an example, as an app of its own would import it', () => {
  const files = readdirSync(join(root, 'examples')).filter((file) => file.endsWith('.ts'));
  const examples = files.map((file) => read(`examples/${file}`).replace("'../lib'", "'cdk-image-classifier'"));
  const blocks = [...read('README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block.trim());
  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) expect(examples.filter((example) => example.includes(block))).not.toEqual([]);
});

test('every relative link in the documents leads to a file', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs', 'docs/patterns', 'docs/decisions'].flatMap(
    (place) =>
      place.endsWith('.md')
        ? [place]
        : readdirSync(join(root, place))
            .filter((file) => file.endsWith('.md'))
            .map((file) => `${place}/${file}`),
  );
  for (const document of documents) {
    for (const [, target] of read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect([document, target, existsSync(join(root, document, '..', target))]).toEqual([document, target, true]);
    }
  }
});
