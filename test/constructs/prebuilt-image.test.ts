import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EcsFargateClassifier, PrebuiltImage, QueueWorkerFleet } from '../../lib';
import { prebuiltAccounts } from '../../lib/private/tables/prebuilt-accounts';
import { prebuiltImages } from '../../lib/private/tables/prebuilt-images';
import { graviton, intel, locate, nvidia, pullRights, rightsTo, shopIn } from './located-image';

const images = {
  pytorch: PrebuiltImage.pytorch(),
  tensorflow: PrebuiltImage.tensorflow(),
  sklearn: PrebuiltImage.sklearn(),
  xgboost: PrebuiltImage.xgboost(),
};
const uri = (image: PrebuiltImage, machine = intel): string =>
  locate(image, machine, shopIn('eu-central-1')).uri.replace(/\$\{Token\[AWS.URLSuffix[^}]*\}/, 'amazonaws.com');

test.each([
  [
    'pytorch',
    intel,
    '763104351884.dkr.ecr.eu-central-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312-ubuntu22.04-sagemaker',
  ],
  [
    'pytorch',
    nvidia,
    '763104351884.dkr.ecr.eu-central-1.amazonaws.com/pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker',
  ],
  [
    'pytorch',
    graviton,
    '763104351884.dkr.ecr.eu-central-1.amazonaws.com/pytorch-inference-arm64:2.6.0-cpu-py312-ubuntu22.04-sagemaker',
  ],
  [
    'tensorflow',
    intel,
    '763104351884.dkr.ecr.eu-central-1.amazonaws.com/tensorflow-inference:2.19.0-cpu-py312-ubuntu22.04-sagemaker',
  ],
  ['sklearn', intel, '492215442770.dkr.ecr.eu-central-1.amazonaws.com/sagemaker-scikit-learn:1.9-0'],
  ['xgboost', intel, '492215442770.dkr.ecr.eu-central-1.amazonaws.com/sagemaker-xgboost:3.2-0'],
] as const)('%s is the newest image by AWS for the processor of the instances (%#)', (name, machine, expected) => {
  expect(uri(images[name], machine)).toBe(expected);
});

test('an older version and the image without GPUs can be chosen', () => {
  expect(uri(PrebuiltImage.sklearn({ version: '1.4-2' }))).toMatch(/sagemaker-scikit-learn:1\.4-2-py312$/);
  expect(uri(PrebuiltImage.pytorch({ gpu: false }), nvidia)).toMatch(/2\.6\.0-cpu-py312/);
  expect(locate(PrebuiltImage.pytorch({ gpu: true }), intel).gpu).toBe(true);
});

test('a stack of any region finds the account by its region', () => {
  const shop = shopIn();
  for (const image of [images.pytorch, images.tensorflow, images.xgboost]) locate(image, intel, shop);
  const { Mappings } = Template.fromStack(shop).toJSON();
  expect(Object.keys(Mappings)).toEqual(['FrameworkAccounts', 'AlgorithmAccounts']);
  expect(Mappings.FrameworkAccounts['af-south-1']).toEqual({ account: '626614931356' });
  expect(Mappings.AlgorithmAccounts['us-east-1']).toEqual({ account: '683313688378' });
  expect(shop.resolve(locate(images.pytorch, intel, shop).uri)).toEqual({
    'Fn::Join': [
      '',
      [
        { 'Fn::FindInMap': ['FrameworkAccounts', { Ref: 'AWS::Region' }, 'account'] },
        '.dkr.ecr.',
        { Ref: 'AWS::Region' },
        '.',
        { Ref: 'AWS::URLSuffix' },
        '/pytorch-inference:2.6.0-cpu-py312-ubuntu22.04-sagemaker',
      ],
    ],
  });
});

test('the role of an endpoint may load that image and nothing else', () => {
  const shop = shopIn('eu-central-1');
  expect(rightsTo(shop, locate(images.xgboost, intel, shop))).toEqual(
    pullRights({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, ':ecr:eu-central-1:492215442770:repository/sagemaker-xgboost'],
      ],
    }),
  );
});

const warningsOn = (image: PrebuiltImage, day: string): number => {
  const shop = shopIn();
  image._locate(shop, intel, new Date(`${day}T12:00:00Z`));
  return Annotations.fromStack(shop).findWarning('*', Match.stringLikeRegexp('image-past-patch')).length;
};

test('an image is warned of from the day after its last patch', () => {
  expect(warningsOn(images.xgboost, '2027-05-13')).toBe(0);
  expect(warningsOn(images.xgboost, '2027-05-14')).toBe(1);
  expect(warningsOn(images.pytorch, '2026-06-30')).toBe(0);
  expect(warningsOn(images.pytorch, '2026-07-01')).toBe(1);
});

describe('refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'script-'));
  writeFileSync(join(folder, 'serve.py'), '');
  afterAll(() => rmSync(folder, { recursive: true }));
  const script = { directory: folder, entryPoint: 'serve.py' };

  const mistakes: [string, (shop: Stack) => unknown][] = [
    [
      'Shop/Service: image must be an InferenceImage for tasks of Amazon ECS, got PyTorch of a PrebuiltImage [image-prebuilt]',
      (shop) => new EcsFargateClassifier(shop, 'Service', { image: images.pytorch }),
    ],
    [
      'Shop/Fleet: image must be an InferenceImage for tasks of Amazon ECS, got XGBoost of a PrebuiltImage [image-prebuilt]',
      (shop) => new QueueWorkerFleet(shop, 'Fleet', { image: images.xgboost }),
    ],
    [
      'Shop: version must be 2.6 for PyTorch, got 2.13 [image-prebuilt-version]',
      (shop) => locate(PrebuiltImage.pytorch({ version: '2.13' }), intel, shop),
    ],
    [
      'Shop: version must be 1.4-2 or 1.9-0 for scikit-learn, got 1.2 [image-prebuilt-version]',
      (shop) => locate(PrebuiltImage.sklearn({ version: '1.2' }), intel, shop),
    ],
    [
      'Shop: instanceType must be of X86_64 for XGBoost, got ARM64 [sagemaker-image-architecture]',
      (shop) => locate(images.xgboost, graviton, shop),
    ],
    [
      'Shop: region must be one with images by AWS, got xx-north-1 [image-prebuilt-region]',
      () => locate(images.xgboost, intel, shopIn('xx-north-1')),
    ],
    [
      `Shop: entryPoint must be a file in ${folder}, got lost.py [image-prebuilt-script]`,
      (shop) => PrebuiltImage.xgboost({ script: { ...script, entryPoint: 'lost.py' } })._script(shop),
    ],
    [
      'Shop: entryPoint must be inference.py for TensorFlow, got serve.py [image-prebuilt-script]',
      (shop) => PrebuiltImage.tensorflow({ script })._script(shop),
    ],
    [
      'Shop: script must be given for scikit-learn, got none [image-prebuilt-script]',
      (shop) => images.sklearn._script(shop),
    ],
  ];
  test.each(mistakes)('%s', (message, mistake) => {
    expect(() => mistake(shopIn())).toThrow(new Error(message));
  });

  test('and a script that is there is told to the container by two variables', () => {
    expect(PrebuiltImage.pytorch({ script })._script(shopIn())).toEqual({
      directory: folder,
      environment: { SAGEMAKER_PROGRAM: 'serve.py', SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code' },
    });
    expect(images.pytorch._script(shopIn())).toBeUndefined();
  });
});

test('the tables are whole: accounts of 12 digits, dates that exist, and no image twice', () => {
  for (const table of Object.values(prebuiltAccounts)) {
    expect(Object.keys(table).length).toBeGreaterThan(35);
    for (const [region, account] of Object.entries(table)) {
      expect([region, account]).toEqual([
        expect.stringMatching(/^[a-z]{2}(-[a-z]+)+-\d$/),
        expect.stringMatching(/^\d{12}$/),
      ]);
    }
  }
  for (const { images: rows } of Object.values(prebuiltImages)) {
    for (const { endOfPatch } of rows) expect(new Date(endOfPatch).toISOString()).toBe(`${endOfPatch}T00:00:00.000Z`);
    const keys = rows.map(({ repository, tag }) => `${repository}:${tag}`);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('the page lists every image by its framework, version, processors and last patch, and none besides', () => {
  const page = readFileSync(join(__dirname, '../../docs/patterns/prebuilt-image.md'), 'utf8');
  const listed = [...page.matchAll(/^\| (\S+)(?: \([^)]+\))? \| ([\d.-]+) \| (.+) \| (\d{4}-\d\d-\d\d) \|$/gm)].flatMap(
    ([, framework, version, processors, endOfPatch]) =>
      processors.split(', ').map((processor) => [framework, version, processor, endOfPatch].join(' ')),
  );
  const names = { arm64: 'arm64', x86_64: 'x86-64', cuda: 'GPU' };
  const rows = Object.entries(prebuiltImages).flatMap(([framework, { images: all }]) =>
    all.map(({ version, processor, endOfPatch }) => [framework, version, names[processor], endOfPatch].join(' ')),
  );
  expect(listed).toEqual(rows);
});
