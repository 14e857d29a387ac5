import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import {
  GoldenPictures,
  Hosting,
  ImageRepository,
  InferenceImage,
  ModelStore,
  type MultiModelHostingOptions,
  type SageMakerEndpointClassifierProps,
} from '../../../lib';
import { onlyResource } from '../synthesized';
import { endpointTemplate } from '../synthesized-endpoint';

const containerOf = (template: Template) => onlyResource(template, 'AWS::SageMaker::Model').PrimaryContainer;
const many = (options: Partial<MultiModelHostingOptions> = {}, props: Partial<SageMakerEndpointClassifierProps> = {}) =>
  endpointTemplate((shop) => ({
    ...props,
    hosting: Hosting.multiModel({ repository: new ModelStore(shop, 'Models'), ...options }),
  }));

test('models are archives below one prefix, kept in memory, asked by name and fetched by the role alone', () => {
  const template = many();
  const container = containerOf(template);
  expect(container).toMatchObject({ Mode: 'MultiModel', MultiModelConfig: { ModelCacheSetting: 'Enabled' } });
  const [, address] = container.ModelDataUrl['Fn::Join'];
  const { ArchivePrefix } = onlyResource(template, 'Custom::ImageClassifierModelLibrary');
  expect(address.at(-1)).toBe(`/${ArchivePrefix}`);
  expect(ArchivePrefix).toMatch(/^[a-z0-9-]+-multi-model\/$/);
  expect(containerOf(many({ cache: false })).MultiModelConfig.ModelCacheSetting).toBe('Disabled');
});

test('instances follow the requests at once at 0.6 for each vCPU, whichever models they ask', () => {
  const policy = onlyResource(many({ instanceType: 'ml.r7gd.2xlarge' }), 'AWS::ApplicationAutoScaling::ScalingPolicy');
  expect(policy.TargetTrackingScalingPolicyConfiguration.TargetValue).toBe(4.8);
});

test('golden pictures ask the models that they name, after all that was there is packed', () => {
  const path = join(__dirname, '../../../dist/golden-pictures/0002-hat.jpg');
  const smokeTest = GoldenPictures.fromPictures([{ path, label: 'hat', model: 'hats/1.tar.gz' }]);
  const template = many({}, { smokeTest });
  expect(onlyResource(template, 'Custom::ImageClassifierEndpointCheck')).toMatchObject({ TargetKind: 'model' });
  const nameless = GoldenPictures.fromPictures([{ path, label: 'hat' }]);
  expect(() => many({}, { smokeTest: nameless })).toThrow(
    /golden picture 1-0002-hat\.jpg must name its model, such as shoes\/1\.tar\.gz, got none in .* \[golden-pictures-model\]$/,
  );
  many().resourceCountIs('Custom::ImageClassifierEndpointCheck', 0);
});

test('many models on a GPU are refused, but for an image of yours on a single one', () => {
  expect(() => many({ instanceType: 'ml.g5.xlarge' })).toThrow('[sagemaker-multi-model-gpu]');
  const own = (instanceType: string) => () =>
    endpointTemplate((shop) => ({
      hosting: Hosting.multiModel({
        repository: new ModelStore(shop, 'Models'),
        image: InferenceImage.fromEcr(new ImageRepository(shop, 'Images').repository),
        instanceType,
      }),
    }));
  expect(own('ml.g5.12xlarge')).toThrow('[sagemaker-multi-model-gpus]');
  expect(own('ml.g5.xlarge')).not.toThrow();
});

test('a prefix that would stand for any text in a right is refused', () => {
  expect(() => many({ prefix: 'teams/*' })).toThrow('[model-store-prefix]');
});
