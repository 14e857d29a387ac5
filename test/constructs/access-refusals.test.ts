import {
  aws_servicediscovery as cloudmap,
  type Stack,
  aws_s3 as s3,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Access, type EcsFargateClassifierProps } from '../../lib';
import type { RefusalId } from '../../lib/private/refusals';
import { shopWith } from './synthesized';

type Mistake = readonly [props: (shop: Stack) => EcsFargateClassifierProps, message: string];

const keysIn = (shop: Stack) => new secretsmanager.Secret(shop, 'Keys');

const mistakes: Record<Extract<RefusalId, `access-${string}`>, Mistake[]> = {
  'access-dns-name': [
    [
      () => ({ access: Access.serviceConnect({ dnsName: 'Shoes.v2' }) }),
      'Shop/Classifier: dnsName must be lower case letters, digits and hyphens, got "Shoes.v2" [access-dns-name]',
    ],
    [
      () => ({ access: Access.serviceDiscovery({ dnsName: '' }) }),
      'Shop/Classifier: dnsName must be lower case letters, digits and hyphens, got "" [access-dns-name]',
    ],
  ],
  'access-keys-without-tls': [
    [
      (shop) => ({ access: Access.internet({ apiKeys: keysIn(shop) }) }),
      'Shop/Classifier: certificate must be given with apiKeys on the internet, got none [access-keys-without-tls]',
    ],
  ],
  'access-load-balancer': [
    [
      () => ({ access: Access.serviceConnect(), deletionProtection: true }),
      'Shop/Classifier: deletionProtection must be left out without a load balancer, got true [access-load-balancer]',
    ],
    [
      (shop) => ({ access: Access.serviceDiscovery(), accessLogs: new s3.Bucket(shop, 'Logs') }),
      'Shop/Classifier: accessLogs must be left out without a load balancer, got a bucket [access-load-balancer]',
    ],
  ],
  'access-namespace': [
    [
      (shop) => ({
        access: Access.serviceDiscovery({ namespace: new cloudmap.HttpNamespace(shop, 'Services', { name: 'shop' }) }),
      }),
      'Shop/Classifier: namespace must be one with private DNS, got HTTP [access-namespace]',
    ],
  ],
};

const cases = Object.entries(mistakes).flatMap(([id, list]) => list.map((mistake) => [id, ...mistake] as const));

test.each(cases)('%s is refused where it is written (%#)', (_, props, message) => {
  expect(() => shopWith(props)).toThrow(new Error(message));
});
