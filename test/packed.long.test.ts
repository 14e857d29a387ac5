import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { EcsFargateClassifier, GoldenPictures, QueueWorkerFleet, Release, WebAccess, WebTier } from '../lib';

const root = join(__dirname, '..');
const app = mkdtempSync(join(tmpdir(), 'classifier-app-'));
const npm = (cwd: string, ...words: string[]): string =>
  execFileSync('npm', [...words, '--ignore-scripts', '--offline'], { cwd, encoding: 'utf8', stdio: 'pipe' });

afterAll(() => rmSync(app, { recursive: true }));

test('the published package works in an empty app, and deploys the image, the functions, the page and the golden pictures of this checkout', () => {
  const [{ filename }] = JSON.parse(npm(root, 'pack', '--json', '--pack-destination', app));
  writeFileSync(join(app, 'package.json'), '{ "private": true }');
  npm(app, 'install', join(app, filename), '--legacy-peer-deps', '--no-audit', '--no-fund');
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(root, 'node_modules', peer), join(app, 'node_modules', peer));
  }
  writeFileSync(
    join(app, 'app.js'),
    `const { App, Stack } = require('aws-cdk-lib');
     const { EcsFargateClassifier, GoldenPictures, QueueWorkerFleet, Release, WebAccess, WebTier } = require('cdk-image-classifier');
     const app = new App({ outdir: 'cdk.out' });
     const release = Release.blueGreen({ goldenPictures: GoldenPictures.drawn() });
     new EcsFargateClassifier(new Stack(app, 'Shop'), 'Classifier', { release });
     const line = new Stack(app, 'Line');
     new WebTier(line, 'Web', { fleet: new QueueWorkerFleet(line, 'Fleet'), access: WebAccess.open() });
     app.synth();`,
  );
  execFileSync(process.execPath, ['app.js'], { cwd: app, stdio: 'pipe' });

  const here = new App();
  const release = Release.blueGreen({ goldenPictures: GoldenPictures.drawn() });
  new EcsFargateClassifier(new Stack(here, 'Shop'), 'Classifier', { release });
  const line = new Stack(here, 'Line');
  new WebTier(line, 'Web', { fleet: new QueueWorkerFleet(line, 'Fleet'), access: WebAccess.open() });
  const { directory } = here.synth();
  expect(imagesIn(join(app, 'cdk.out'))).toEqual(imagesIn(directory));
  for (const [stack, count] of [
    ['Shop', 2],
    ['Line', 5],
  ] as const) {
    const published = filesIn(join(app, 'cdk.out'), stack);
    expect(published).toEqual(filesIn(directory, stack));
    expect(published.length).toBeGreaterThanOrEqual(count);
  }
});

function imagesIn(assembly: string): string[] {
  const images = Object.keys(JSON.parse(readFileSync(join(assembly, 'Shop.assets.json'), 'utf8')).dockerImages);
  expect(images).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  return images;
}

/** Functions, pages and golden pictures, by the hash of what is in them. */
function filesIn(assembly: string, stack: string): string[] {
  const { files } = JSON.parse(readFileSync(join(assembly, `${stack}.assets.json`), 'utf8'));
  return Object.keys(files)
    .filter((hash) => !files[hash].source.path.endsWith('.template.json'))
    .sort();
}
