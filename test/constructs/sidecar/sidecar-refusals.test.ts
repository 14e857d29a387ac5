import { aws_ecs as ecs, type Stack, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import {
  Access,
  Compute,
  type CustomSidecarOptions,
  type EcsFargateClassifierProps,
  Network,
  Sidecar,
} from '../../../lib';
import { type RefusalId, refusals } from '../../../lib/private/refusals';
import { shopWith } from '../synthesized';

type Mistake = readonly [props: (shop: Stack) => EcsFargateClassifierProps, message: string];

const proxy = (options: Partial<CustomSidecarOptions> = {}) => {
  const image = ecs.ContainerImage.fromRegistry('ghcr.io/shop/proxy:1');
  return Sidecar.custom({ name: 'proxy', image, cpu: 64, memoryMiB: 64, ...options });
};
const beside =
  (...sidecars: Sidecar[]) =>
  () => ({ sidecars });

const mistakes: Record<Extract<RefusalId, `sidecar-${string}`>, Mistake[]> = {
  'sidecar-metrics': [
    [
      (shop) => ({
        access: Access.privateNetwork({ apiKeys: new secretsmanager.Secret(shop, 'Keys') }),
        sidecars: [Sidecar.cloudWatchAgent()],
      }),
      'Shop/Classifier: sidecars must not ask for /metrics where callers need keys, got cloudwatch-agent ' +
        '[sidecar-metrics]',
    ],
  ],
  'sidecar-name': [
    [
      beside(proxy({ name: 'my proxy' })),
      'Shop/Classifier: name must be letters, digits, hyphens and underscores, got "my proxy" [sidecar-name]',
    ],
    [
      beside(proxy({ name: 'server' })),
      'Shop/Classifier: name must be one that no other container has, got server again [sidecar-name]',
    ],
    [
      beside(Sidecar.fluentBit(), Sidecar.fluentBit()),
      'Shop/Classifier: name must be one that no other container has, got log-router again [sidecar-name]',
    ],
  ],
  'sidecar-order': [
    [
      beside(proxy({ startsAfter: ['adot'] }), Sidecar.adot()),
      'Shop/Classifier: startsAfter of proxy must name sidecars before it, got adot [sidecar-order]',
    ],
    [
      beside(proxy({ startsAfter: ['server'] })),
      'Shop/Classifier: startsAfter of proxy must name sidecars before it, got server [sidecar-order]',
    ],
  ],
  'sidecar-ports': [
    [
      beside(proxy({ ports: [8080] })),
      'Shop/Classifier: ports of proxy must be free in the task, got 8080 of server [sidecar-ports]',
    ],
    [
      beside(Sidecar.adot(), proxy({ ports: [4318] })),
      'Shop/Classifier: ports of proxy must be free in the task, got 4318 of adot [sidecar-ports]',
    ],
    [
      beside(proxy({ ports: [0] })),
      'Shop/Classifier: ports of proxy must be between 1 and 65535, got 0 [sidecar-ports]',
    ],
  ],
  'sidecar-size': [
    [
      beside(proxy({ memoryMiB: 1537 })),
      'Shop/Classifier: memoryMiB of all sidecars must be 1536 or less in a task of 2048, got 1537 [sidecar-size]',
    ],
    [
      beside(proxy({ cpu: 700 }), Sidecar.adot({ cpu: 69 })),
      'Shop/Classifier: cpu of all sidecars must be 768 or less in a task of 1024, got 769 [sidecar-size]',
    ],
    [
      () => ({ compute: Compute.fargate({ cpu: 256, memoryMiB: 512 }), sidecars: [proxy()] }),
      'Shop/Classifier: cpu of all sidecars must be 0 or less in a task of 256, got 64 [sidecar-size]',
    ],
    [beside(proxy({ cpu: 0.5 })), 'Shop/Classifier: cpu of proxy must be between 1 and 16384, got 0.5 [sidecar-size]'],
  ],
};

describe.each(Object.entries(mistakes))('%s', (id, cases) => {
  test.each(cases)('is refused with where, what, got and allowed (%#)', (props, message) => {
    expect(() => shopWith(props)).toThrow(message);
    expect(refusals[id as RefusalId].advice).not.toBe('');
  });
});

test('an image from the internet is refused where there is no way to it', () => {
  expect(() => shopWith(beside(Sidecar.adot()))).toThrow(
    'Shop/Classifier: vpc must be given for the image of adot from a registry, got none [image-needs-internet]',
  );
  const withoutNat = (shop: Stack) => ({ vpc: new Network(shop, 'Network').vpc, sidecars: [Sidecar.adot()] });
  expect(() => shopWith(withoutNat)).toThrow(
    'Shop/Classifier: vpc must have NAT for the image of adot from a registry, got none [image-needs-internet]',
  );
});
