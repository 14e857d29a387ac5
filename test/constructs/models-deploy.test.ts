import { join } from 'node:path';
import { App, Duration, aws_kms as kms, Size, Stack } from 'aws-cdk-lib';
import { Compute, Containers, EcsFargateClassifier, ModelArtifact, ModelStore, QueueWorkerFleet } from '../../lib';
import { flagSets } from '../every-example';

const strict = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:failSynthOnValidationErrors': true,
  '@aws-cdk/core:strictCfnValidateErrors': true,
};
const demoModel = join(__dirname, '../../container/model');

const { CDK_VALIDATION } = process.env;
beforeAll(() => {
  delete process.env.CDK_VALIDATION;
});
afterAll(() => {
  process.env.CDK_VALIDATION = CDK_VALIDATION;
});

const stacks: [string, (shop: Stack) => void][] = [
  [
    'many models, on instances, below a prefix of an encrypted store',
    (shop) => {
      const repository = new ModelStore(shop, 'Models', { encryptionKey: new kms.Key(shop, 'Key'), prefix: 'live' });
      const containers = Containers.multiModel({
        repository,
        prefix: 'teams',
        memoryBudget: Size.gibibytes(2),
        poll: Duration.minutes(1),
        defaultModel: 'shoes',
        preload: ['shoes'],
        pinnedVersions: { shoes: 3 },
        processesPerModel: 2,
      });
      new EcsFargateClassifier(shop, 'Classifier', { containers, compute: Compute.ec2() });
    },
  ],
  [
    'a fleet with a model of this disk',
    (shop) => {
      const containers = Containers.singleModel(ModelArtifact.fromAsset(demoModel));
      new QueueWorkerFleet(shop, 'Fleet', { containers });
    },
  ],
  [
    'a fleet on instances with the latest version of a store',
    (shop) => {
      const containers = Containers.singleModel(ModelArtifact.latest(new ModelStore(shop, 'Models'), 'shoes'));
      new QueueWorkerFleet(shop, 'Fleet', { containers, compute: Compute.ec2() });
    },
  ],
  [
    'a model package of SageMaker',
    (shop) => {
      const arn = 'arn:aws:sagemaker:eu-central-1:123456789012:model-package/shoes/3';
      const containers = Containers.singleModel(ModelArtifact.fromModelPackage(arn));
      new EcsFargateClassifier(shop, 'Classifier', { containers });
    },
  ],
];

describe.each(flagSets)('under %s, CloudFormation accepts', (_, context) => {
  test.each(stacks)('%s', (_name, build) => {
    const app = new App({ context: { ...context, ...strict } });
    build(new Stack(app, 'Shop'));
    expect(() => app.synth()).not.toThrow();
  });
});
