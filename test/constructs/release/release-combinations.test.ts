import {
  App,
  aws_certificatemanager as acm,
  Duration,
  aws_ec2 as ec2,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Access,
  type BlueGreenOptions,
  Compute,
  EcsFargateClassifier,
  GoldenPictures,
  InferenceImage,
  Release,
} from '../../../lib';
import { refusals } from '../../../lib/private/refusals';
import { onlyResource } from '../synthesized';

const certificateArn = 'arn:aws:acm:eu-central-1:111111111111:certificate/12345678-1234-1234-1234-123456789012';
const named = { domainName: 'classify.shop.example' };
const certificateIn = (shop: Stack) => acm.Certificate.fromCertificateArn(shop, 'Certificate', certificateArn);

const ways: ((shop: Stack) => Access)[] = [
  () => Access.privateNetwork(),
  (shop) => Access.privateNetwork({ apiKeys: new secretsmanager.Secret(shop, 'Keys') }),
  (shop) => Access.privateNetwork({ ...named, certificate: certificateIn(shop) }),
  (shop) => Access.privateNetwork({ certificate: certificateIn(shop) }),
  () => Access.internet(),
  (shop) => Access.internet({ ...named, certificate: certificateIn(shop) }),
  () => Access.internet({ allowFrom: [ec2.Peer.ipv4('192.0.2.0/24')] }),
  () => Access.serviceConnect(),
];
const kinds: ((options: BlueGreenOptions) => Release)[] = [
  ({ alarms }) => Release.rolling({ alarms }),
  (options) => Release.blueGreen(options),
  (options) => Release.canary({ ...options, percent: 12.5 }),
  (options) => Release.linear({ ...options, stepPercent: 25 }),
];
const options: BlueGreenOptions[] = [
  {},
  { alarms: [], bakeTime: Duration.minutes(0) },
  { goldenPictures: GoldenPictures.drawn() },
  { goldenPictures: GoldenPictures.drawn(), testListenerPort: 9443 },
  { testListenerPort: 9443 },
];
const computes = [() => Compute.fargate(), () => Compute.ec2()];
const images = [() => InferenceImage.bundled(), () => InferenceImage.fromAsset('container')];

/** The same choice at every run: a generator of Park and Miller. */
function* choices(count: number): Generator<<T>(from: readonly T[]) => T> {
  let seed = 2_026;
  const pick = <T>(from: readonly T[]): T => {
    seed = (seed * 48_271) % 2_147_483_647;
    return from[seed % from.length];
  };
  for (let made = 0; made < count; made += 1) yield pick;
}

test('whatever is combined either moves traffic as it was asked to, or is refused by an id that the documents explain', () => {
  const outcomes = { made: 0, refused: new Set<string>() };
  for (const pick of choices(60)) {
    const shop = new Stack(new App(), 'Shop');
    const [access, kind, chosen] = [pick(ways)(shop), pick(kinds), pick(options)];
    const props = { access, release: kind(chosen), compute: pick(computes)(), image: pick(images)() };
    try {
      new EcsFargateClassifier(shop, 'Classifier', props);
    } catch (error) {
      const [, id = 'none'] = (error as Error).message.match(/\[([a-z-]+)\]$/) ?? [];
      expect(Object.keys(refusals)).toContain(id);
      outcomes.refused.add(id);
      continue;
    }
    outcomes.made += 1;
    const { LoadBalancers = [], DeploymentConfiguration: deployment } = onlyResource(
      Template.fromStack(shop),
      'AWS::ECS::Service',
    );
    const moves = kinds.indexOf(kind) > 0;
    expect(deployment.Strategy !== undefined).toBe(moves);
    expect(deployment.DeploymentCircuitBreaker).toEqual({ Enable: true, Rollback: true });
    expect(deployment.LifecycleHooks?.length ?? 0).toBe(moves && chosen.goldenPictures ? 1 : 0);
    const { AdvancedConfiguration: advanced } = LoadBalancers[0] ?? {};
    expect(advanced !== undefined).toBe(moves);
    expect(advanced?.TestListenerRule !== undefined).toBe(moves && chosen.goldenPictures !== undefined);
  }
  expect(outcomes.made).toBeGreaterThan(15);
  expect(outcomes.refused.size).toBeGreaterThan(3);
});
