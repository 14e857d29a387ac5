import {
  App,
  aws_certificatemanager as acm,
  aws_cognito as cognito,
  aws_ec2 as ec2,
  aws_logs as logs,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { callersFinding, lookupFindings } from '../examples/nag/edge-findings';
import { loadBalancerFindings, withoutCertificate } from '../examples/nag/load-balancer-findings';
import { serverFindings } from '../examples/nag/server-findings';
import { Access, EcsFargateClassifier, Firewall, SignIn } from '../lib';
import { flagSets } from './every-example';

const strict = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:failSynthOnValidationErrors': true,
  '@aws-cdk/core:strictCfnValidateErrors': true,
};

const ways: [string, (shop: Stack) => Access][] = [
  [
    'keys behind a firewall',
    (shop) =>
      Access.privateNetwork({
        apiKeys: secretsmanager.Secret.fromSecretNameV2(shop, 'Keys', 'shop/keys'),
        firewall: Firewall.standard({ logRetention: logs.RetentionDays.ONE_WEEK }),
      }),
  ],
  [
    'keys behind Amazon CloudFront, under a name',
    (shop) => {
      const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
      return Access.cloudFront({
        apiKeys: secretsmanager.Secret.fromSecretNameV2(shop, 'Keys', 'shop/keys'),
        certificate: acm.Certificate.fromCertificateArn(shop, 'Certificate', certificateArn),
        domainName: 'classify.shop.example',
        firewall: Firewall.existing(
          'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/12345678-1234-1234-1234-123456789012',
        ),
      });
    },
  ],
  [
    'people of a user pool behind a firewall',
    (shop) => {
      const userPool = cognito.UserPool.fromUserPoolId(shop, 'Staff', 'eu-central-1_a1b2c3d4e');
      const domain = cognito.UserPoolDomain.fromDomainName(shop, 'Domain', 'shop-staff');
      return inTheOpen(shop, SignIn.cognito({ userPool, domain }), Firewall.standard());
    },
  ],
  [
    'people of another provider',
    (shop) => {
      const endpoints = {
        issuer: 'https://id.example',
        authorizationEndpoint: 'https://id.example/authorize',
        tokenEndpoint: 'https://id.example/token',
        userInfoEndpoint: 'https://id.example/userinfo',
      };
      const clientSecret = secretsmanager.Secret.fromSecretNameV2(shop, 'ClientSecret', 'shop/client');
      return inTheOpen(shop, SignIn.oidc({ ...endpoints, clientId: 'classifier', clientSecret }));
    },
  ],
  [
    'programs with tokens',
    (shop) => {
      const issuer = 'https://id.example';
      return inTheOpen(
        shop,
        SignIn.jwt({ issuer, jwksEndpoint: `${issuer}/keys`, audience: 'classifier', scope: 'classify' }),
      );
    },
  ],
];

/** On the internet under a name, for some addresses. */
function inTheOpen(shop: Stack, signIn: SignIn, firewall?: Firewall): Access {
  const certificateArn = 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
  const certificate = acm.Certificate.fromCertificateArn(shop, 'Certificate', certificateArn);
  const allowFrom = [ec2.Peer.ipv4('192.0.2.0/24')];
  return Access.internet({ certificate, domainName: 'classify.shop.example', allowFrom, signIn, firewall });
}

const { CDK_VALIDATION } = process.env;
beforeAll(() => {
  delete process.env.CDK_VALIDATION;
});
afterAll(() => {
  process.env.CDK_VALIDATION = CDK_VALIDATION;
});

describe.each(flagSets)('under %s', (_, context) => {
  test.each(ways)('%s: CloudFormation accepts it, and no finding is left that no example explains', (_name, access) => {
    const shop = new Stack(new App({ context: { ...context, ...strict } }), 'Shop');
    new EcsFargateClassifier(shop, 'Classifier', { access: access(shop) });
    expect(() => (shop.node.root as App).synth()).not.toThrow();
    const known = [
      ...loadBalancerFindings,
      ...withoutCertificate,
      ...serverFindings,
      callersFinding,
      ...lookupFindings,
    ];
    const explained = known.map(({ id }) => id);
    // What a firewall blocked is logged where logRetention says for how long; metrics and samples are always there.
    explained.push('NIST.800.53.R5-WAFv2LoggingEnabled');
    const packs = [new AwsSolutionsChecks(), new NIST80053R5Checks()];
    const found = packs.flatMap((pack) => pack.validateScope(shop).violations).map(({ ruleName }) => ruleName);
    expect(found.filter((id) => !explained.includes(id))).toEqual([]);
  });
});
