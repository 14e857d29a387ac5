import { aws_ecr as ecr, type Stack } from 'aws-cdk-lib';
import { InferenceImage } from '../../../lib';
import type { Machine } from '../../../lib/constructs/inference-image/image-source';
import { graviton, intel, locate, nvidia, pullRights, rightsTo, shopIn } from '../located-image';

const builtIn = (shop: Stack): string[] =>
  shop.node.children.map(({ node }) => node.id).filter((id) => id.startsWith('Image'));
const uriIn = (shop: Stack, image: InferenceImage, machine: Machine): string =>
  JSON.stringify(shop.resolve(locate(image, machine, shop).uri));

test.each([
  ['arm64', graviton, 'ARM64', false],
  ['x86-64', intel, 'X86_64', false],
  ['GPUs', nvidia, 'X86_64', true],
] as const)('the bundled image for instances with %s is built into a private repository', (_, machine, name, gpu) => {
  const shop = shopIn('eu-west-1');
  const located = locate(InferenceImage.bundled(), machine, shop);
  expect(located).toMatchObject({ kind: 'bundled', gpu });
  expect(located.cpuArchitectures?.map(({ _cpuArchitecture }) => _cpuArchitecture)).toEqual([name]);
  expect(uriIn(shop, InferenceImage.bundled(), machine)).toMatch(
    /"111111111111\.dkr\.ecr\.eu-west-1\..*container-assets.*:[0-9a-f]{64}"/,
  );
});

test('two containers with the same image share it, and others in the same scope have their own', () => {
  const shop = shopIn();
  const bundled = uriIn(shop, InferenceImage.bundled(), graviton);
  expect(uriIn(shop, InferenceImage.bundled(), graviton)).toBe(bundled);
  expect(builtIn(shop)).toEqual(['Image']);
  const others = [intel, nvidia].map((machine) => uriIn(shop, InferenceImage.bundled(), machine));
  expect(new Set([bundled, ...others]).size).toBe(3);
  expect(locate(InferenceImage.fromAsset('container'), nvidia, shop)).toMatchObject({ kind: 'own', gpu: false });
  expect(builtIn(shop)).toEqual(['Image', 'Image2', 'Image3', 'Image4']);
});

test('the role of an endpoint may load the bundled image and nothing else', () => {
  const shop = shopIn('eu-west-1');
  const repository = ':ecr:eu-west-1:111111111111:repository/cdk-hnb659fds-container-assets-111111111111-eu-west-1';
  expect(rightsTo(shop, locate(InferenceImage.bundled(), graviton, shop))).toEqual(
    pullRights({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, repository]] }),
  );
});

test('an image in Amazon ECR is named by tag or digest, and what it was built for is told', () => {
  const shop = shopIn();
  const repository = new ecr.Repository(shop, 'Repository');
  const digest = `sha256:${'0'.repeat(64)}`;
  const options = { tagOrDigest: digest, cpuArchitectures: [graviton.cpuArchitecture] };
  const located = locate(InferenceImage.fromEcr(repository, options), intel, shop);
  expect(located).toMatchObject({ kind: 'own', cpuArchitectures: [graviton.cpuArchitecture] });
  expect(located.uri.endsWith(`@${digest}`)).toBe(true);
  expect(locate(InferenceImage.fromEcr(repository), graviton, shop).uri.endsWith(':latest')).toBe(true);
  expect(rightsTo(shop, located)).toEqual(pullRights(shop.resolve(repository.repositoryArn)));
});

test('an image in another registry is refused', () => {
  const problem = 'image must be in a repository of Amazon ECR, got ghcr.io/shop/classifier:3';
  expect(() => locate(InferenceImage.fromRegistry('ghcr.io/shop/classifier:3'), graviton)).toThrow(
    new Error(`Shop: ${problem} [sagemaker-image-registry]`),
  );
});

test('the bundled image has nothing for GPUs beside ARM processors', () => {
  expect(() => locate(InferenceImage.bundled(), { ...graviton, gpus: 4 })).toThrow('[compute-gpu-image]');
});

test('only an image by AWS has code beside the model', () => {
  expect(InferenceImage.bundled()._script(shopIn())).toBeUndefined();
});
