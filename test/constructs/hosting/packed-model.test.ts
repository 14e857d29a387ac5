import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, aws_iam as iam, aws_logs as logs, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Hosting, ModelArtifact, PrebuiltImage, SageMakerEndpointClassifier } from '../../../lib';
import { modelArchive, type PackedModelOptions } from '../../../lib/private/sagemaker/packed-model';
import { temporaryFolder } from '../../container/temporary-folder';
import { onlyResource } from '../synthesized';

const folder = temporaryFolder();
const logRetention = logs.RetentionDays.ONE_WEEK;
const source = { model: 's3://models/shoes/3', allowRead: () => undefined };

function shopWith(...packed: Partial<PackedModelOptions>[]) {
  const shop = new Stack(new App(), 'Shop');
  const bucket = new s3.Bucket(shop, 'Archives');
  const models = packed.map((options, place) =>
    modelArchive(shop, `Model${place}`, { source, bucket, prefix: 'packed/', logRetention, ...options }),
  );
  return { shop, models };
}

test('models of a stack are packed by one function, which has a CPU and a quarter of an hour', () => {
  const template = Template.fromStack(shopWith({}, { prefix: 'other/' }).shop);
  expect(onlyResource(template, 'AWS::Lambda::Function')).toMatchObject({ MemorySize: 1769, Timeout: 900 });
  template.resourceCountIs('Custom::ImageClassifierModelArchive', 2);
});

test('a function that dies without an answer does not hold the stack for an hour, and is not called when nobody waits', () => {
  const template = Template.fromStack(shopWith({}).shop);
  expect(onlyResource(template, 'Custom::ImageClassifierModelArchive').ServiceTimeout).toBe('1020');
  expect(onlyResource(template, 'AWS::Lambda::EventInvokeConfig')).toMatchObject({
    MaximumEventAgeInSeconds: 1020,
    MaximumRetryAttempts: 2,
  });
});

test('whoever may read the archive may also read those before it, which the fleet of a rollback wants', () => {
  const { shop, models } = shopWith({});
  models[0].allowRead(new iam.Role(shop, 'Sagemaker', { assumedBy: new iam.ServicePrincipal('sagemaker') }));
  Template.fromStack(shop).hasResourceProperties('AWS::IAM::Policy', {
    PolicyName: Match.stringLikeRegexp('^Sagemaker'),
    PolicyDocument: {
      Statement: [
        {
          Action: 's3:GetObject',
          Effect: 'Allow',
          Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Archives'), 'Arn'] }, '/packed/*']] },
        },
      ],
    },
  });
});

test('a folder of code is an archive of its own among the assets', () => {
  const code = join(folder, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'inference.py'), 'def model_fn(folder): ...');
  const { Script } = onlyResource(
    Template.fromStack(shopWith({ script: code }).shop),
    'Custom::ImageClassifierModelArchive',
  );
  expect(JSON.stringify(Script)).toMatch(/^\{"Fn::Sub":"s3:\/\/cdk-.+\.tar"\}$/);
});

test('a model package gets a script, too: the function may read its archive, which the registry names', () => {
  const code = join(folder, 'beside');
  mkdirSync(code);
  writeFileSync(join(code, 'inference.py'), 'def model_fn(folder): ...');
  const shop = new Stack(new App(), 'Shop');
  const arn = 'arn:aws:sagemaker:us-west-2:123456789012:model-package/shoes/3';
  const hosting = Hosting.realTime({
    model: ModelArtifact.fromModelPackage(arn),
    image: PrebuiltImage.pytorch({ script: scriptIn(code) }),
  });
  new SageMakerEndpointClassifier(shop, 'Classifier', { hosting });
  const template = Template.fromStack(shop);
  const { Source, Script } = onlyResource(template, 'Custom::ImageClassifierModelArchive');
  const url = { 'Fn::GetAtt': [Object.keys(template.findResources('Custom::AWS'))[0], expect.any(String)] };
  expect([Source, JSON.stringify(Script)]).toEqual([url, expect.stringMatching(/\.tar"\}$/)]);
  const object = { 'Fn::Select': [1, { 'Fn::Split': ['s3://', Source] }] };
  const resource = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', object]] };
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyName: Match.stringLikeRegexp('modelarchive'),
    PolicyDocument: {
      Statement: Match.arrayWith([{ Action: 's3:GetObject', Effect: 'Allow', Resource: resource }]),
    },
  });
});

const scriptIn = (directory: string) => ({ directory, entryPoint: 'inference.py' });

test('a run of the code on this disk changes nothing that is deployed', () => {
  const code = join(folder, 'run-here');
  mkdirSync(join(code, 'layers'), { recursive: true });
  writeFileSync(join(code, 'inference.py'), 'import layers');
  writeFileSync(join(code, 'layers', '__init__.py'), '');
  const script = () =>
    onlyResource(Template.fromStack(shopWith({ script: code }).shop), 'Custom::ImageClassifierModelArchive').Script;
  const before = script();
  for (const place of [code, join(code, 'layers')]) {
    mkdirSync(join(place, '__pycache__'));
    writeFileSync(join(place, '__pycache__', '__init__.cpython-312.pyc'), 'compiled');
    writeFileSync(join(place, 'old.pyc'), 'compiled');
  }
  expect(script()).toEqual(before);
  writeFileSync(join(code, 'layers', '__init__.py'), 'changed');
  expect(script()).not.toEqual(before);
});

test.each([
  ['nowhere', 'script must be a folder, got {path}'],
  ['empty', 'script must be a folder with code, got nothing in {path}'],
  ['compiled', 'script must be a folder with code, got nothing in {path}'],
  ['long', `names must have up to 100 bytes, got long/${'a'.repeat(101)}`],
])('script-folder is refused where it is written: %s', (name, problem) => {
  const path = join(folder, name);
  if (name !== 'nowhere') mkdirSync(path);
  if (name === 'compiled') writeFileSync(join(path, 'inference.pyc'), '');
  if (name === 'long') writeFileSync(join(path, 'a'.repeat(101)), '');
  expect(() => shopWith({ script: path })).toThrow(
    new Error(`Shop/Model0: ${problem.replace('{path}', path)} [script-folder]`),
  );
});
