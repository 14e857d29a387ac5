import type { Stack } from 'aws-cdk-lib';
import { Hosting, ModelArtifact, PrebuiltImage } from '../../../lib';
import { endpointTemplate, everyHosting } from '../synthesized-endpoint';

describe('after a deployment the endpoint is asked', () => {
  const check = (hosting: (shop: Stack) => Hosting) => {
    const checks = endpointTemplate((shop) => ({ hosting: hosting(shop) })).findResources(
      'Custom::ImageClassifierEndpointCheck',
    );
    return Object.values(checks).map(({ Properties }) => Properties);
  };

  test.each(everyHosting)('%s', (mode, hosting) => {
    // At zero copies nobody could answer, and a store may be empty yet.
    const unasked = ['inference-components', 'multi-model'];
    expect(check(hosting)).toHaveLength(unasked.includes(mode) ? 0 : 1);
  });

  test('every variant, every container and every component that runs', () => {
    const [variants] = check(() => Hosting.realTime({ challengers: [{ name: 'b' }], shadow: undefined }));
    expect(variants).toMatchObject({ TargetKind: 'endpoint', Variants: ['main', 'b'] });
    const [containers] = check(() => Hosting.multiContainer({ containers: [{ name: 'a' }, { name: 'b' }] }));
    expect(containers).toMatchObject({ TargetKind: 'container', DefaultTargets: ['a', 'b'] });
    const components = [{ name: 'a', minCopies: 1 }, { name: 'b' }];
    const [running] = check(() => Hosting.inferenceComponents({ components }));
    expect(running).toMatchObject({
      TargetKind: 'component',
      DefaultTargets: [expect.stringMatching(/^shop-classifier-hosting-a-/)],
    });
  });

  test('a model that nobody here knows, for any answer; a script of yours, only for pictures of yours', () => {
    const model = () => ModelArtifact.fromAsset('container/model');
    expect(check(() => Hosting.realTime({ model: model() }))).toHaveLength(1);
    expect(check(() => Hosting.realTime({ model: model(), image: PrebuiltImage.pytorch() }))).toEqual([]);
  });
});
