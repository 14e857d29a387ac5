import { App, aws_iam as iam, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { context } from '../../cdk.json';
import { OwnImage } from '../../examples/own-image';
import { EcsFargateClassifier, ImageRepository, type ImageRepositoryProps, InferenceImage } from '../../lib';
import { onlyResource } from './synthesized';

const shopWith = (props?: (shop: Stack) => ImageRepositoryProps) => {
  const shop = new Stack(new App(), 'Shop');
  return { shop, images: new ImageRepository(shop, 'Images', props?.(shop)) };
};
const repository = (shop: Stack) => onlyResource(Template.fromStack(shop), 'AWS::ECR::Repository');
const toImages = { 'Fn::GetAtt': [expect.stringMatching(/^ImagesRepository/), 'Arn'] };

/** What the policies whose id matches allow on the images. */
function onImages(shop: Stack, id: RegExp): string[] {
  const policies = Object.entries(Template.fromStack(shop).findResources('AWS::IAM::Policy'));
  return policies
    .filter(([name]) => id.test(name))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
    .filter(({ Resource }) => JSON.stringify(Resource)?.includes('ImagesRepository'))
    .flatMap(({ Action, Resource }) => {
      expect(Resource).toEqual(toImages);
      return Action;
    });
}

test('every image is scanned when it is pushed, and what a tag means never changes', () => {
  expect(repository(shopWith().shop)).toMatchObject({
    ImageScanningConfiguration: { ScanOnPush: true },
    ImageTagMutability: 'IMMUTABLE',
  });
});

test('images stay when the stack goes', () => {
  const [one] = Object.values(Template.fromStack(shopWith().shop).findResources('AWS::ECR::Repository'));
  expect(one).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});

test('the newest images are kept, as many as you say, and pushes that were given up go after a week', () => {
  const { rules } = JSON.parse(repository(shopWith(() => ({ keep: 20 })).shop).LifecyclePolicy.LifecyclePolicyText);
  expect(rules.map(({ selection, action }: Record<string, unknown>) => ({ selection, action }))).toEqual([
    {
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countNumber: 7, countUnit: 'days' },
      action: { type: 'expire' },
    },
    {
      selection: { tagStatus: 'tagged', tagPatternList: ['*'], countType: 'imageCountMoreThan', countNumber: 20 },
      action: { type: 'expire' },
    },
  ]);
});

test('a key of yours encrypts the images', () => {
  const { shop } = shopWith((stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }));
  expect(repository(shop).EncryptionConfiguration).toEqual({
    EncryptionType: 'KMS',
    KmsKey: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
  });
});

test('tasks may load images of this repository, and nothing else of it', () => {
  const { shop, images } = shopWith();
  const image = InferenceImage.fromEcr(images.repository, { tagOrDigest: '1.4.0' });
  new EcsFargateClassifier(shop, 'Classifier', { image });
  expect(onImages(shop, /ExecutionRole/)).toEqual([
    'ecr:BatchCheckLayerAvailability',
    'ecr:GetDownloadUrlForLayer',
    'ecr:BatchGetImage',
  ]);
  expect(onImages(shop, /TaskTaskRole/)).toEqual([]);
});

test('who may push can neither delete an image nor change the repository', () => {
  const { shop, images } = shopWith();
  images.grantPush(new iam.Role(shop, 'Pipeline', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') }));
  expect(onImages(shop, /Pipeline/).sort()).toEqual([
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:CompleteLayerUpload',
    'ecr:GetDownloadUrlForLayer',
    'ecr:InitiateLayerUpload',
    'ecr:PutImage',
    'ecr:UploadLayerPart',
  ]);
});

test('the example deploys the version that is named, from its own repository', () => {
  const stack = new OwnImage(new App({ context: { ...context, version: '1.0.0' } }), 'own-image');
  const [{ Image }] = onlyResource(Template.fromStack(stack), 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  expect(JSON.stringify(Image)).toMatch(/ImagesRepository.*:1\.0\.0/);
});
