import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, manifestSchema } from '../lib/contracts/manifest';

const page = readFileSync(join(__dirname, '..', 'docs', 'models.md'), 'utf8');

/** The fields that a schema names when it meets one it does not know. */
function fieldsOf(value: object, path: string): string[] {
  const problems: string[] = [];
  manifestSchema.read(value, 'm', problems);
  const [, names] =
    problems.join('\n').match(new RegExp(`${path}\\.unheard: unknown field, expected one of (.+)`)) ?? [];
  return names.split(', ');
}

test('docs/models.md lists every field of model.json, and none besides', () => {
  const sections = ['preprocess', 'postprocess'];
  const expected = [
    ...fieldsOf({ unheard: 1 }, 'm').filter((name) => !sections.includes(name)),
    ...sections.flatMap((section) =>
      fieldsOf({ [section]: { unheard: 1 } }, `m.${section}`).map((name) => `${section}.${name}`),
    ),
  ];
  const table = page.slice(page.indexOf('## model.json'), page.indexOf('## Examples'));
  const listed = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names]) =>
    names.replaceAll('`', '').split(', '),
  );

  expect(listed.toSorted()).toEqual(expected.toSorted());
});

test('every example of docs/models.md is a model.json that lacks nothing but what other sources know', () => {
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, text]) => JSON.parse(text) as Partial<Manifest>,
  );
  expect(examples).toHaveLength(3);
  for (const { preprocess, ...example } of examples) {
    const whole = {
      name: 'm',
      version: '1',
      labels: ['a'],
      postprocess: { activation: 'none' },
      ...example,
      preprocess: { layout: 'nchw', type: 'float32', ...preprocess },
    };
    const problems: string[] = [];
    manifestSchema.read(whole, 'model.json', problems);
    expect(problems).toEqual([]);
  }
});
