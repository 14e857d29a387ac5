import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Size, type Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Compute, Containers, type EcsFargateClassifierProps, ModelArtifact, ModelStore } from '../../../lib';
import type { RefusalId } from '../../../lib/private/refusals';
import { temporaryFolder } from '../../container/temporary-folder';
import { shopWith } from '../synthesized';

type Mistake = readonly [containers: (shop: Stack) => Containers, problem: string];

const folder = temporaryFolder();
const store = (shop: Stack) => new ModelStore(shop, 'Models');
const one = (artifact: (shop: Stack) => ModelArtifact) => (shop: Stack) => Containers.singleModel(artifact(shop));
const many =
  (options: object) =>
  (shop: Stack): Containers =>
    Containers.multiModel({ repository: store(shop), ...options });

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const mistakes: Record<Extract<RefusalId, `${'containers' | 'model'}-${string}`>, Mistake[]> = {
  'containers-memory-budget': [
    [
      many({ memoryBudget: Size.mebibytes(2000) }),
      'memoryBudget must be between 65 and 1952 MiB in a task of 2048 MiB, got 2000 MiB',
    ],
    [
      many({ memoryBudget: Size.mebibytes(64) }),
      'memoryBudget must be between 65 and 1952 MiB in a task of 2048 MiB, got 64 MiB',
    ],
  ],
  'containers-processes': [[many({ processesPerModel: 0 }), 'processesPerModel must be between 1 and 64, got 0']],
  'containers-repository': [
    [many({ repository: ModelArtifact.fromAsset('model.onnx') }), 'repository must be a ModelStore, got ModelArtifact'],
    [many({ repository: undefined }), 'repository must be a ModelStore, got undefined'],
    [many({ repository: 's3://models' }), 'repository must be a ModelStore, got String'],
  ],
  'model-asset': [
    [
      one(() => ModelArtifact.fromAsset(join(folder, 'nowhere'))),
      `${join(folder, 'nowhere')} must be or hold an .onnx file, got nothing`,
    ],
    [
      one(() => ModelArtifact.fromAsset(join(fileOf('no-model/labels.txt', 'a'), '..'))),
      `${join(folder, 'no-model')} must be or hold an .onnx file, got no-model/labels.txt`,
    ],
    [
      one(() => ModelArtifact.fromAsset(fileOf('lfs.onnx', 'version https://git-lfs.github.com/spec/v1\n'))),
      `${join(folder, 'lfs.onnx')} is a Git LFS pointer, not the model; run git lfs pull`,
    ],
    [
      one(() => ModelArtifact.fromAsset(fileOf(`${'n'.repeat(96)}.onnx`, 'x'))),
      `names must have up to 100 bytes, got ${'n'.repeat(96)}.onnx`,
    ],
  ],
  'model-memory': [
    [
      one(() => ModelArtifact.fromAsset(fileOf('large.onnx', Buffer.alloc(300 * 1_048_576)))),
      'memoryMiB must be 535 or more for a model of 300 MiB, got 512',
    ],
  ],
  'model-name': [
    [
      one((shop) => ModelArtifact.latest(store(shop), 'a b')),
      'a model\'s name must be letters, digits, dots, dashes and underscores, got "a b"',
    ],
    [many({ preload: ['a,b'] }), 'a model\'s name must be letters, digits, dots, dashes and underscores, got "a,b"'],
    [many({ defaultModel: '' }), 'a model\'s name must be letters, digits, dots, dashes and underscores, got ""'],
  ],
  'model-package': [
    [
      one(() =>
        ModelArtifact.fromModelPackage('arn:aws:sagemaker:eu-central-1:123456789012:model-package-group/shoes'),
      ),
      'a model package must be arn:aws:sagemaker:{region}:{account}:model-package/{name}/{version}, got arn:aws:sagemaker:eu-central-1:123456789012:model-package-group/shoes',
    ],
  ],
  'model-sha256': [
    [
      one(() => ModelArtifact.fromAsset(fileOf('good.onnx', 'x'), { sha256: 'abc' })),
      'sha256 must be 64 hexadecimal digits, got "abc"',
    ],
  ],
  'model-store-prefix': [
    [(shop) => many({ prefix: 'teams/*' })(shop), 'a prefix must be such as teams/shoes, got "teams/*"'],
    [(shop) => many({ prefix: '/teams' })(shop), 'a prefix must be such as teams/shoes, got "/teams"'],
  ],
  'model-version': [
    [
      one((shop) => ModelArtifact.fromVersion(store(shop), 'shoes', 0)),
      'the version of shoes must be between 1 and 999999999999999, got 0',
    ],
    [many({ pinnedVersions: { shoes: 1.5 } }), 'the version of shoes must be between 1 and 999999999999999, got 1.5'],
  ],
};

const small = Compute.fargate({ cpu: 256, memoryMiB: 512 });

describe.each(Object.entries(mistakes))('%s', (id, cases) => {
  test.each(cases)('is refused where it is written (%#)', (containers, problem) => {
    const compute = id === 'model-memory' ? { compute: small } : {};
    const props = (shop: Stack): EcsFargateClassifierProps => ({ ...compute, containers: containers(shop) });
    expect(() => shopWith(props)).toThrow(new Error(`Shop/Classifier: ${problem} [${id}]`));
  });
});

test('a store refuses a prefix that would reach further, too', () => {
  const refusal = (prefix: string) =>
    shopWith((shop) => {
      ModelStore.fromBucket(shop, 'Models', s3.Bucket.fromBucketName(shop, 'Mine', 'models'), { prefix });
      return {};
    });
  for (const prefix of ['live/', 'li?e', 'a//b']) expect(() => refusal(prefix)).toThrow('[model-store-prefix]');
});
