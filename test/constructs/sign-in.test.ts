import {
  aws_certificatemanager as acm,
  aws_cognito as cognito,
  Duration,
  type Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Access, Firewall, Network, SignIn } from '../../lib';
import { onlyResource, templateWith } from './synthesized';

const domainName = 'classify.shop.example';
const certificateIn = (shop: Stack) =>
  acm.Certificate.fromCertificateArn(shop, 'Certificate', 'arn:aws:acm:eu-central-1:111111111111:certificate/1');
const internet = (signIn: (shop: Stack) => SignIn, firewall?: Firewall) =>
  templateWith((shop) => {
    const certificate = certificateIn(shop);
    return { access: Access.internet({ certificate, domainName, signIn: signIn(shop), firewall }) };
  });

const staff = (shop: Stack) => {
  const userPool = new cognito.UserPool(shop, 'Staff');
  const domain = userPool.addDomain('Domain', { cognitoDomain: { domainPrefix: 'shop-staff' } });
  return SignIn.cognito({ userPool, domain });
};
const provider = {
  issuer: 'https://id.example',
  authorizationEndpoint: 'https://id.example/authorize',
  tokenEndpoint: 'https://id.example/token',
  userInfoEndpoint: 'https://id.example/userinfo',
};
const others = (shop: Stack) => {
  const clientSecret = new secretsmanager.Secret(shop, 'ClientSecret');
  return SignIn.oidc({ ...provider, clientId: 'classifier', clientSecret, session: Duration.hours(1) });
};
const programs = () =>
  SignIn.jwt({
    issuer: 'https://id.example',
    jwksEndpoint: 'https://id.example/keys',
    audience: 'classifier',
    scope: 'classify',
  });

/** What happens to a request on port 443, in order. */
// biome-ignore lint/suspicious/noExplicitAny: an action is whatever CloudFormation allows
function actionsOf(template: Template): any[] {
  const listeners = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::Listener'));
  return listeners.map(({ Properties }) => Properties).find(({ Port }) => Port === 443).DefaultActions;
}

const kinds: [string, (shop: Stack) => SignIn, string][] = [
  ['people of a user pool', staff, 'authenticate-cognito'],
  ['people of another provider', others, 'authenticate-oidc'],
  ['programs with tokens', programs, 'jwt-validation'],
];

describe.each(kinds)('%s', (_, signIn, type) => {
  const template = internet(signIn);

  test('are known before anything comes to a task, whatever they ask for', () => {
    expect(actionsOf(template).map(({ Type, Order }) => [Order, Type])).toEqual([
      [1, type],
      [2, 'forward'],
    ]);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerRule', 0);
  });

  test('are asked after by a load balancer that may call out over TLS, and nothing else', () => {
    const groups = Object.values(template.findResources('AWS::EC2::SecurityGroup')).map(({ Properties }) => Properties);
    const balancer = groups.find(({ GroupDescription }) => GroupDescription.includes('LoadBalancer'));
    expect(balancer.SecurityGroupEgress).toEqual([
      expect.objectContaining({ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
    ]);
  });

  test('are not asked for when the load balancer looks after the health of tasks', () => {
    expect(onlyResource(template, 'AWS::ElasticLoadBalancingV2::TargetGroup').HealthCheckPath).toBe('/health/ready');
  });
});

test('people of a user pool come back to the name of the classifier, for a working day', () => {
  const template = internet(staff);
  template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
    CallbackURLs: ['https://classify.shop.example/oauth2/idpresponse'],
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid'],
    GenerateSecret: true,
  });
  expect(actionsOf(template)[0].AuthenticateCognitoConfig).toMatchObject({ SessionTimeout: '43200' });
});

test('the secret of another provider is in no template, and a session is as long as you say', () => {
  const [{ AuthenticateOidcConfig }] = actionsOf(internet(others));
  expect(AuthenticateOidcConfig).toMatchObject({ Issuer: 'https://id.example', SessionTimeout: '3600' });
  expect(JSON.stringify(AuthenticateOidcConfig.ClientSecret)).toContain('{{resolve:secretsmanager:');
});

test('a token must be meant for the classifier', () => {
  expect(actionsOf(internet(programs))[0].JwtValidationConfig).toEqual({
    Issuer: 'https://id.example',
    JwksEndpoint: 'https://id.example/keys',
    AdditionalClaims: [
      { Name: 'aud', Format: 'single-string', Values: ['classifier'] },
      { Name: 'scope', Format: 'space-separated-values', Values: ['classify'] },
    ],
  });
});

test('a firewall lets through the long queries and cookies of people, but not of programs', () => {
  const rules = (signIn: (shop: Stack) => SignIn) =>
    JSON.stringify(onlyResource(internet(signIn, Firewall.standard()), 'AWS::WAFv2::WebACL').Rules);
  for (const rule of ['SizeRestrictions_QUERYSTRING', 'SizeRestrictions_Cookie_HEADER']) {
    expect([rules(staff), rules(programs)].map((text) => text.includes(rule))).toEqual([true, false]);
  }
});

test('in a private network with NAT, people and programs sign in too', () => {
  const template = templateWith((shop) => {
    const { vpc } = new Network(shop, 'Network', { natGateways: 1 });
    const certificate = certificateIn(shop);
    return { vpc, access: Access.privateNetwork({ certificate, domainName, signIn: programs() }) };
  });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
    DefaultActions: [Match.objectLike({ Type: 'jwt-validation' }), Match.objectLike({ Type: 'forward' })],
  });
});
