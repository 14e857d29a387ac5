import {
  aws_certificatemanager as acm,
  aws_cognito as cognito,
  aws_ec2 as ec2,
  aws_logs as logs,
  type Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { callersFinding, lookupFindings } from '../examples/nag/edge-findings';
import { loadBalancerFindings, withoutCertificate } from '../examples/nag/load-balancer-findings';
import { serverFindings } from '../examples/nag/server-findings';
import { Access, Firewall, SignIn } from '../lib';

/** Ways of letting callers in that no example has. */
export const accessWays: [string, (shop: Stack) => Access][] = [
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

/** What the examples explain, and what such a way brings along. */
export const accessFindings: readonly string[] = [
  ...[...loadBalancerFindings, ...withoutCertificate, ...serverFindings, callersFinding, ...lookupFindings].map(
    ({ id }) => id,
  ),
  // What a firewall blocked is logged where logRetention says for how long; metrics and samples are always there.
  'NIST.800.53.R5-WAFv2LoggingEnabled',
];
