import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, aws_kms as kms, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Containers, EcsFargateClassifier, ModelArtifact, ModelStore, QueueWorkerFleet } from '../../lib';
import { temporaryFolder } from '../container/temporary-folder';
import { writeTinyModel } from '../container/tiny-model';
import { onlyResource } from './synthesized';

const folder = temporaryFolder();

function stackWith(artifact: (shop: Stack) => ModelArtifact, app = new App()): Stack {
  const shop = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  new EcsFargateClassifier(shop, 'Classifier', { containers: Containers.singleModel(artifact(shop)) });
  return shop;
}

const mine = (shop: Stack) => ModelStore.fromBucket(shop, 'Models', s3.Bucket.fromBucketName(shop, 'Mine', 'models'));

/** The variables of the server. */
function variables(template: Template): Record<string, unknown> {
  const [{ Environment }] = onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  return Object.fromEntries(Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]));
}

/** The rights of the task, as `action on place if condition`. */
function rightsOfTask(template: Template): string[] {
  type Statement = { Action: string | string[]; Resource: unknown; Condition?: object };
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.includes('TaskRole'));
  return policies
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
    .map(({ Action, Resource, Condition }) => [Action, JSON.stringify(Resource), JSON.stringify(Condition)].join(' '))
    .sort();
}

const bucketArn = (rest: string) => `{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":s3:::models${rest}"]]}`;

test('a version of a store is fetched as it is, and only its model may be read', () => {
  const sha256 = 'ab'.repeat(32);
  const template = Template.fromStack(
    stackWith((shop) => ModelArtifact.fromVersion(mine(shop), 'shoes', 3, { sha256 })),
  );
  expect(variables(template)).toMatchObject({
    IMAGE_CLASSIFIER_MODEL: 's3://models/shoes/3',
    IMAGE_CLASSIFIER_MODEL_SHA256: sha256,
    IMAGE_CLASSIFIER_CACHE_DIRECTORY: '/var/cache/image-classifier',
  });
  expect(rightsOfTask(template)).toEqual([
    `s3:GetObject ${bucketArn('/shoes/*')} `,
    `s3:ListBucket ${bucketArn('')} {"StringLike":{"s3:prefix":"shoes/*"}}`,
  ]);
});

test('the latest version is named by its model alone', () => {
  const template = Template.fromStack(stackWith((shop) => ModelArtifact.latest(mine(shop), 'shoes')));
  expect(variables(template)).toMatchObject({ IMAGE_CLASSIFIER_MODEL: 's3://models/shoes' });
});

test('models lie on the disk of the task, in the folder that the image gives to its user', () => {
  const template = Template.fromStack(stackWith((shop) => ModelArtifact.latest(mine(shop), 'shoes')));
  const task = onlyResource(template, 'AWS::ECS::TaskDefinition');
  expect(task.Volumes).toEqual([{ Name: 'models' }]);
  const [{ MountPoints }] = task.ContainerDefinitions;
  const place = '/var/cache/image-classifier';
  expect(MountPoints).toEqual([{ ContainerPath: place, ReadOnly: false, SourceVolume: 'models' }]);
  const recipe = readFileSync(join(__dirname, '../../container/Dockerfile'), 'utf8');
  expect(recipe).toContain(`RUN install -d -m 0700 -o 10001 -g 10001 ${place}\nVOLUME ["${place}"]\n`);
});

test('without a model of its own a task has no volume, no model and no right to read one', () => {
  const shop = new Stack(new App(), 'Shop');
  new EcsFargateClassifier(shop, 'Classifier');
  const template = Template.fromStack(shop);
  expect(onlyResource(template, 'AWS::ECS::TaskDefinition').Volumes).toBeUndefined();
  expect(Object.keys(variables(template)).filter((name) => /MODEL|CACHE|REPOSITORY/.test(name))).toEqual([]);
  expect(rightsOfTask(template)).toEqual([]);
});

test('a model on this disk is one archive among the assets, the same for the same files', () => {
  const place = join(folder, 'shoes');
  writeTinyModel(place, { described: 'model.json' });
  mkdirSync(join(place, '.git'));
  writeFileSync(join(place, '.git', 'config'), 'private');
  const archiveOf = () => {
    const app = new App();
    const stack = stackWith(() => ModelArtifact.fromAsset(place), app);
    const template = Template.fromStack(stack);
    const { directory } = app.synth();
    const [name, ...others] = readdirSync(directory).filter((file) => file.endsWith('.tar'));
    expect(others).toEqual([]);
    expect(variables(template).IMAGE_CLASSIFIER_MODEL).toBe(
      `s3://cdk-hnb659fds-assets-123456789012-eu-central-1/${name.replace('asset.', '')}`,
    );
    expect(rightsOfTask(template)).toEqual([
      `s3:GetObject {"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":s3:::cdk-hnb659fds-assets-123456789012-eu-central-1/${name.replace('asset.', '')}"]]} `,
    ]);
    return join(directory, name);
  };
  const first = archiveOf();
  utimesSync(join(place, 'model.onnx'), 1, 1);
  const second = archiveOf();
  expect(readFileSync(second)).toEqual(readFileSync(first));
  const { stdout } = spawnSync('tar', ['-tf', first], { encoding: 'utf8' });
  expect(stdout).toBe('shoes/model.json\nshoes/model.onnx\n');
  const unpacked = spawnSync('tar', ['-xOf', first, 'shoes/model.onnx']);
  expect(unpacked.stdout).toEqual(readFileSync(join(place, 'model.onnx')));
});

test('two models of one folder are two archives', () => {
  const files = ['one.onnx', 'two.onnx'].map((file, place) =>
    writeTinyModel(join(folder, 'both'), { file, labels: ['a', 'b', 'c'].slice(place) }),
  );
  const app = new App();
  const shop = new Stack(app, 'Shop');
  for (const [place, file] of files.entries()) {
    const containers = Containers.singleModel(ModelArtifact.fromAsset(file));
    new QueueWorkerFleet(shop, `Fleet${place}`, { containers });
  }
  const { directory } = app.synth();
  const archives = readdirSync(directory).filter((file) => file.endsWith('.tar'));
  const listed = archives.map((name) => spawnSync('tar', ['-tf', join(directory, name)], { encoding: 'utf8' }).stdout);
  expect(listed.sort()).toEqual(['one.onnx\n', 'two.onnx\n']);
});

test('where the data of a model package lies is asked at deployment, by one call, and only it may be read', () => {
  const arn = 'arn:aws:sagemaker:us-west-2:123456789012:model-package/shoes/3';
  const stack = stackWith((shop) =>
    ModelArtifact.fromModelPackage(arn, {
      encryptionKey: kms.Key.fromKeyArn(shop, 'Key', 'arn:aws:kms:us-west-2:123456789012:key/1'),
    }),
  );
  const template = Template.fromStack(stack);
  const question = onlyResource(template, 'Custom::AWS');
  expect(JSON.parse(question.Update)).toMatchObject({
    service: 'SageMaker',
    action: 'describeModelPackage',
    region: 'us-west-2',
    parameters: { ModelPackageName: arn },
    outputPaths: ['InferenceSpecification.Containers.0.ModelDataUrl'],
  });
  const [asker] = Object.keys(template.findResources('Custom::AWS'));
  const url = { 'Fn::GetAtt': [asker, 'InferenceSpecification.Containers.0.ModelDataUrl'] };
  expect(variables(template).IMAGE_CLASSIFIER_MODEL).toEqual(url);
  const object = JSON.stringify({ 'Fn::Select': [1, { 'Fn::Split': ['s3://', url] }] });
  expect(rightsOfTask(template)).toEqual([
    'kms:Decrypt "arn:aws:kms:us-west-2:123456789012:key/1" ',
    `s3:GetObject {"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":s3:::",${object}]]} `,
  ]);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Action: 'sagemaker:DescribeModelPackage', Resource: arn }] },
  });
});
