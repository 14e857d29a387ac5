import {
  App,
  aws_certificatemanager as acm,
  Duration,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { callersFinding, lookupFindings } from '../../examples/nag/edge-findings';
import { instanceFindings } from '../../examples/nag/fleet-findings';
import { functionFindings } from '../../examples/nag/function-findings';
import { loadBalancerFindings, withoutCertificate } from '../../examples/nag/load-balancer-findings';
import { serverFindings } from '../../examples/nag/server-findings';
import {
  Access,
  Compute,
  EcsFargateClassifier,
  type EcsFargateClassifierProps,
  Firewall,
  GoldenPictures,
  Network,
  Release,
  Scaling,
} from '../../lib';
import { refusals } from '../../lib/private/refusals';

const certificateArn = 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';

/** What can be chosen, each by a sentence about it; made anew for every stack. */
const choices: {
  readonly [K in keyof EcsFargateClassifierProps]: Record<string, (shop: Stack) => EcsFargateClassifierProps[K]>;
} = {
  compute: {
    Fargate: () => Compute.fargate(),
    'x86 and Spot': () => Compute.fargate({ cpuArchitecture: ecs.CpuArchitecture.X86_64, spotPercent: 50 }),
    instances: () => Compute.ec2({ spotPercent: 100, onDemandBase: 0 }),
    GPUs: () => Compute.ec2({ gpus: 1 }),
    'managed GPUs': () => Compute.managedInstances({ gpus: 1, spotPercent: 50 }),
    'a cluster that exists': (shop) =>
      Compute.existingCluster({
        cluster: new ecs.Cluster(shop, 'Cluster', {
          vpc: new Network(shop, 'Network').vpc,
          containerInsightsV2: ecs.ContainerInsights.ENABLED,
        }),
      }),
  },
  access: {
    'the private network': () => Access.privateNetwork(),
    'some on the internet': () => Access.internet({ allowFrom: [ec2.Peer.ipv4('192.0.2.0/24')] }),
    'some with keys, behind a firewall': (shop) =>
      Access.internet({
        allowFrom: [ec2.Peer.ipv4('192.0.2.0/24')],
        certificate: acm.Certificate.fromCertificateArn(shop, 'Certificate', certificateArn),
        apiKeys: secretsmanager.Secret.fromSecretNameV2(shop, 'Keys', 'shop/keys'),
        firewall: Firewall.standard(),
      }),
    'Amazon CloudFront': () => Access.cloudFront(),
    'Service Connect': () => Access.serviceConnect(),
    DNS: () => Access.serviceDiscovery(),
  },
  release: {
    rolling: () => Release.rolling(),
    'blue and green': () => Release.blueGreen(),
    'a canary': () => Release.canary({ goldenPictures: GoldenPictures.drawn() }),
  },
  scaling: {
    'on CPU': () => Scaling.onCpu(),
    'on concurrency': () => Scaling.onConcurrency(),
    'on requests': () => Scaling.onRequests({ perTarget: 100 }),
  },
  exec: { 'no sessions': () => false, sessions: () => true },
  server: { defaults: () => ({}), 'slow answers': () => ({ requestTimeout: Duration.minutes(10) }) },
};

/** The same draw every time, so that a combination that fails can be looked at again. */
function draws(count: number): Record<string, string>[] {
  let state = 20_261_121;
  const next = (below: number): number => {
    state = (1_664_525 * state + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
  const draw = (values: object): string => Object.keys(values)[next(Object.keys(values).length)];
  return Array.from({ length: count }, () =>
    Object.fromEntries(Object.entries(choices).map(([prop, values]) => [prop, draw(values)])),
  );
}

function shopWith(names: Record<string, string>): Stack {
  const shop = new Stack(new App(), 'Shop');
  const props = Object.entries(choices).map(([prop, values]) => [prop, values[names[prop]](shop)]);
  new EcsFargateClassifier(shop, 'Classifier', Object.fromEntries(props));
  return shop;
}

/** What cdk-nag finds, but for what the examples explain; names in the ids differ from stack to stack. */
function unexplained(shop: Stack): string[] {
  const explained = [
    ...serverFindings,
    ...instanceFindings,
    ...loadBalancerFindings,
    ...withoutCertificate,
    ...functionFindings,
    callersFinding,
    ...lookupFindings,
  ].map(({ id }) => id);
  const elsewhere = [
    // What a firewall blocked is logged where logRetention says for how long; metrics and samples are always there.
    /^NIST\.800\.53\.R5-WAFv2LoggingEnabled$/,
    // The log of sessions in one example.
    /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:logs:.*:log-group:<[^>]*SessionLog[^>]*>:\*\]$/,
    // Amazon CloudFront as it is when nobody asks for a firewall or a name there.
    /^AwsSolutions-CFR[24]$/,
    // Managed instances: the policy that AWS names for this role, and the agent on instances whose numbers nobody knows before.
    /^AwsSolutions-IAM4\[Policy::.*\/AmazonECSInfrastructureRolePolicyForManagedInstances\]$/,
    /^AwsSolutions-IAM5\[Resource::arn:.*:container-instance\/\*\]$/,
  ];
  return [new AwsSolutionsChecks(), new NIST80053R5Checks()]
    .flatMap((pack) => pack.validateScope(shop).violations)
    .map(({ ruleName }) => ruleName)
    .filter((id) => !explained.includes(id) && !elsewhere.some((pattern) => pattern.test(id)));
}

test.each(draws(48).map((names) => [Object.values(names).join(', '), names] as const))(
  '%s: it synthesizes without a finding that no example explains, or is refused by an id that docs/errors.md has',
  (_, names) => {
    let shop: Stack;
    try {
      shop = shopWith(names);
    } catch (error) {
      const [, id] = /^Shop\/Classifier.*: .+ \[([a-z-]+)\]$/.exec((error as Error).message) ?? [
        (error as Error).stack,
      ];
      expect(Object.keys(refusals)).toContain(id);
      return;
    }
    Template.fromStack(shop).resourceCountIs('AWS::ECS::Service', 1);
    expect(unexplained(shop)).toEqual([]);
  },
);
