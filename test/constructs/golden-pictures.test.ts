import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { garmentKinds } from '../../container/src/drawing';
import { EcsFargateClassifier, GoldenPictures, Release } from '../../lib';
import { temporaryFolder } from '../container/temporary-folder';

const folder = temporaryFolder();
writeFileSync(join(folder, 'hat.jpg'), 'a hat');

function folderWith(name: string, files: Record<string, string>): string {
  mkdirSync(join(folder, name));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
  return join(folder, name);
}

/** What the function of a classifier with these pictures finds under /opt, by file name. */
function deployed(goldenPictures: GoldenPictures): Record<string, string> {
  const app = new App();
  const shop = new Stack(app, 'Shop');
  new EcsFargateClassifier(shop, 'Classifier', { release: Release.blueGreen({ goldenPictures }) });
  const { directory } = app.synth();
  const { files } = JSON.parse(readFileSync(join(directory, 'Shop.assets.json'), 'utf8'));
  const places = Object.values(files).map((file) =>
    join(directory, (file as { source: { path: string } }).source.path),
  );
  const [place] = places.filter((path) => !path.endsWith('.json') && readdirSync(path).includes('golden.json'));
  return Object.fromEntries(readdirSync(place).map((file) => [file, readFileSync(join(place, file), 'latin1')]));
}

test('drawn pictures show every kind of product that the demo model knows, each with the score it must have', () => {
  const { 'golden.json': golden, ...pictures } = deployed(GoldenPictures.drawn());
  const expected: { file: string; label: string; minScore: number }[] = JSON.parse(golden).pictures;
  expect(expected.map(({ label }) => label).sort()).toEqual([...garmentKinds].sort());
  expect(expected.map(({ file }) => file).sort()).toEqual(Object.keys(pictures).sort());
  for (const { minScore } of expected) expect(minScore).toBe(0.5);
  for (const picture of Object.values(pictures)) expect(picture.slice(0, 3)).toBe('\xff\xd8\xff');
});

test('a folder goes along as it is', () => {
  const golden = '{"pictures":[{"file":"a.jpg","label":"hat"}]}';
  const files = { 'a.jpg': 'a hat', 'golden.json': golden };
  expect(deployed(GoldenPictures.fromAsset(folderWith('whole', files)))).toEqual(files);
});

test('pictures may lie anywhere and have the same name, and leave nothing behind', () => {
  const path = join(folder, 'hat.jpg');
  const pictures = [
    { path, label: 'hat', minScore: 0.7 },
    { path, label: 'cap', model: 'caps' },
  ];
  const files = deployed(GoldenPictures.fromPictures(pictures));
  expect(JSON.parse(files['golden.json'])).toEqual({
    pictures: [
      { file: '1-hat.jpg', label: 'hat', minScore: 0.7 },
      { file: '2-hat.jpg', label: 'cap', model: 'caps' },
    ],
  });
  expect([files['1-hat.jpg'], files['2-hat.jpg']]).toEqual(['a hat', 'a hat']);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('golden-pictures-'))).toEqual([]);
});

const golden = (...pictures: object[]) => JSON.stringify({ pictures });
test.each<[string, GoldenPictures, RegExp]>([
  [
    'a folder that is not there',
    GoldenPictures.fromAsset('/nowhere'),
    /golden pictures need a golden\.json, got none in \/nowhere/,
  ],
  ['no JSON', GoldenPictures.fromAsset(folderWith('a', { 'golden.json': '{' })), /JSON/],
  [
    'an empty label',
    GoldenPictures.fromAsset(folderWith('b', { 'golden.json': golden({ file: 'a.jpg', label: '' }) })),
    /golden\.json\.pictures\[0\]\.label: expected a non-empty string/,
  ],
  ['no pictures', GoldenPictures.fromPictures([]), /expected a list of 1 to 100 items, received 0 items/],
  [
    'a score in percent',
    GoldenPictures.fromPictures([{ path: join(folder, 'hat.jpg'), label: 'hat', minScore: 70 }]),
    /minScore: expected a number between 0 and 1, received 70/,
  ],
  [
    'a picture that is not there',
    GoldenPictures.fromAsset(folderWith('c', { 'golden.json': golden({ file: 'a.jpg', label: 'hat' }) })),
    /golden picture a\.jpg must be a file that is not empty, got none/,
  ],
  [
    'a picture outside of the folder',
    GoldenPictures.fromAsset(folderWith('d', { 'golden.json': golden({ file: '../hat.jpg', label: 'hat' }) })),
    /golden picture must be named without a folder, got \.\.\/hat\.jpg/,
  ],
  [
    'a listed picture that is not there',
    GoldenPictures.fromPictures([{ path: join(folder, 'cap.jpg'), label: 'cap' }]),
    /golden picture .*cap\.jpg must be a file, got none/,
  ],
])('%s is refused where it is written', (_, goldenPictures, message) => {
  const release = Release.blueGreen({ goldenPictures });
  const make = () => new EcsFargateClassifier(new Stack(new App(), 'Shop'), 'Classifier', { release });
  expect(make).toThrow(message);
  expect(make).toThrow(/^Shop\/Classifier\/Release.*\[golden-pictures\]$/s);
});
