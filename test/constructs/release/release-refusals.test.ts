import { aws_certificatemanager as acm, Duration, aws_ec2 as ec2, type Stack } from 'aws-cdk-lib';
import {
  Access,
  Containers,
  type EcsFargateClassifierProps,
  GoldenPictures,
  InferenceImage,
  ModelStore,
  Release,
  Scaling,
  SignIn,
} from '../../../lib';
import type { RefusalId } from '../../../lib/private/refusals';
import { shopWith } from '../synthesized';

type Mistake = readonly [props: (shop: Stack) => EcsFargateClassifierProps, message: string];

const goldenPictures = GoldenPictures.drawn();
const certificateIn = (shop: Stack) =>
  acm.Certificate.fromCertificateArn(shop, 'Certificate', 'arn:aws:acm:eu-central-1:111111111111:certificate/1');
const ports = 'testListenerPort must be a port other than 80, got';
const noPort = 'testListenerPort must be left out without golden pictures, or with public addresses, got 9000';

const mistakes: Record<Extract<RefusalId, `release-${string}`>, Mistake[]> = {
  'release-bake-time': [
    [
      () => ({ release: Release.blueGreen({ bakeTime: Duration.hours(25) }) }),
      'bakeTime must be whole minutes from 0 to 1440, got 1500 minutes',
    ],
    [
      () => ({ release: Release.canary({ stepBakeTime: Duration.seconds(90) }) }),
      'stepBakeTime must be whole minutes from 0 to 1440, got 1.5 minutes',
    ],
    [
      () => ({ release: Release.linear({ stepBakeTime: Duration.days(2) }) }),
      'stepBakeTime must be whole minutes from 0 to 1440, got 2880 minutes',
    ],
  ],
  'release-golden-model': [
    [
      () => ({ image: InferenceImage.fromAsset('container'), release: Release.blueGreen({ goldenPictures }) }),
      'goldenPictures must be of your own for a model of your own, got drawn()',
    ],
    [
      (shop) => ({
        containers: Containers.multiModel({ repository: new ModelStore(shop, 'Models') }),
        release: Release.canary({ goldenPictures }),
      }),
      'goldenPictures must be of your own for a model of your own, got drawn()',
    ],
  ],
  'release-golden-way': [
    [
      () => ({
        access: Access.internet({ allowFrom: [ec2.Peer.ipv4('192.0.2.0/24')] }),
        release: Release.linear({ goldenPictures }),
      }),
      'goldenPictures must be left out when allowFrom is given, got both',
    ],
    [
      (shop) => ({
        access: Access.privateNetwork({ certificate: certificateIn(shop) }),
        release: Release.blueGreen({ goldenPictures }),
      }),
      'domainName must be given with a certificate and goldenPictures, got none',
    ],
  ],
  'release-load-balancer': [
    [
      () => ({ access: Access.serviceConnect(), release: Release.canary() }),
      'release must be Release.rolling() without a load balancer, got another',
    ],
    [
      () => ({ access: Access.serviceDiscovery(), release: Release.blueGreen() }),
      'release must be Release.rolling() without a load balancer, got another',
    ],
  ],
  'release-percent': [
    [
      () => ({ release: Release.canary({ percent: 0 }) }),
      'percent must be between 0.1 and 100, in steps of 0.1, got 0',
    ],
    [
      () => ({ release: Release.canary({ percent: 100.1 }) }),
      'percent must be between 0.1 and 100, in steps of 0.1, got 100.1',
    ],
    [
      () => ({ release: Release.canary({ percent: 0.15 }) }),
      'percent must be between 0.1 and 100, in steps of 0.1, got 0.15',
    ],
    [
      () => ({ release: Release.linear({ stepPercent: 2.9 }) }),
      'stepPercent must be between 3 and 100, in steps of 0.1, got 2.9',
    ],
    [
      () => ({ release: Release.linear({ stepPercent: Number.NaN }) }),
      'stepPercent must be between 3 and 100, in steps of 0.1, got NaN',
    ],
  ],
  'release-scaling': [
    [
      () => ({ scaling: Scaling.onRequests({ perTarget: 60 }), release: Release.linear() }),
      'scaling must not follow the requests of one group of tasks, got Scaling.onRequests()',
    ],
  ],
  'release-sign-in': [
    [
      (shop) => ({
        access: Access.internet({
          certificate: certificateIn(shop),
          signIn: SignIn.jwt({
            issuer: 'https://id.example',
            jwksEndpoint: 'https://id.example/keys',
            scope: 'classify',
          }),
        }),
        release: Release.blueGreen(),
      }),
      'release must be Release.rolling() with signIn, got another',
    ],
  ],
  'release-test-port': [
    [() => ({ release: Release.blueGreen({ goldenPictures, testListenerPort: 80 }) }), `${ports} 80`],
    [() => ({ release: Release.blueGreen({ goldenPictures, testListenerPort: 65_536 }) }), `${ports} 65536`],
    [
      (shop) => ({
        access: Access.privateNetwork({ certificate: certificateIn(shop), domainName: 'classify.shop.example' }),
        release: Release.blueGreen({ goldenPictures, testListenerPort: 443 }),
      }),
      'testListenerPort must be a port other than 80 and 443, got 443',
    ],
    [() => ({ release: Release.blueGreen({ testListenerPort: 9000 }) }), noPort],
    [
      () => ({ access: Access.internet(), release: Release.blueGreen({ goldenPictures, testListenerPort: 9000 }) }),
      noPort,
    ],
  ],
};

const cases = Object.entries(mistakes).flatMap(([id, list]) => list.map((mistake) => [id, ...mistake] as const));

test.each(cases)('%s is refused where it is written (%#)', (id, props, message) => {
  expect(() => shopWith(props)).toThrow(new Error(`Shop/Classifier/Release: ${message} [${id}]`));
});
