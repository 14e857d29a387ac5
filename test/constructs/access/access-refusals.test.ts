import {
  aws_certificatemanager as acm,
  aws_servicediscovery as cloudmap,
  Duration,
  aws_ec2 as ec2,
  Stack,
  aws_s3 as s3,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import {
  Access,
  type AccessOptions,
  Compute,
  EcsFargateClassifier,
  type EcsFargateClassifierProps,
  Firewall,
  Network,
  type OidcSignInOptions,
  SignIn,
} from '../../../lib';
import type { RefusalId } from '../../../lib/private/refusals';
import { shopWith } from '../synthesized';

type Mistake = readonly [props: (shop: Stack) => EcsFargateClassifierProps, message: string];

const keysIn = (shop: Stack) => new secretsmanager.Secret(shop, 'Keys');

const certificateIn = (shop: Stack) =>
  acm.Certificate.fromCertificateArn(shop, 'Certificate', 'arn:aws:acm:eu-central-1:111111111111:certificate/1');
const certified = (shop: Stack, options: AccessOptions) =>
  Access.internet({ certificate: certificateIn(shop), ...options });
const withoutGateway = (shop: Stack) =>
  new ec2.Vpc(shop, 'Vpc', { subnetConfiguration: [{ name: 'Inside', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
const domainName = 'classify.shop.example';
const tokens = { issuer: 'https://id.example', jwksEndpoint: 'https://id.example/keys', audience: 'classifier' };
const oidcIn = (shop: Stack, other: Partial<OidcSignInOptions> = {}) =>
  SignIn.oidc({
    issuer: 'https://id.example',
    authorizationEndpoint: 'https://id.example/authorize',
    tokenEndpoint: 'https://id.example/token',
    userInfoEndpoint: 'https://id.example/userinfo',
    clientId: 'classifier',
    clientSecret: keysIn(shop),
    ...other,
  });

const mistakes: Record<Extract<RefusalId, `access-${string}`>, Mistake[]> = {
  'access-certificate-region': [
    [
      ({ node }) => {
        const access = Access.internet({ certificate: certificateIn(node.root.node.findChild('Shop') as Stack) });
        new EcsFargateClassifier(new Stack(node.root, 'Oregon', { env: { region: 'us-west-2' } }), 'Classifier', {
          access,
        });
        return { access };
      },
      'Oregon/Classifier: certificate must be in us-west-2, got eu-central-1 [access-certificate-region]',
    ],
  ],
  'access-cloud-front-firewall': [
    [
      () => ({ access: Access.cloudFront({ firewall: Firewall.standard() }) }),
      'Shop/Classifier: the region of the stack must be us-east-1 for Firewall.standard() with Access.cloudFront(), got none [access-cloud-front-firewall]',
    ],
  ],
  'access-cloud-front-name': [
    [
      () => ({ access: Access.cloudFront({ domainName }) }),
      'Shop/Classifier: certificate and domainName must be given together, got domainName alone [access-cloud-front-name]',
    ],
    [
      (shop) => ({ access: Access.cloudFront({ domainName, certificate: certificateIn(shop) }) }),
      'Shop/Classifier: certificate must be in us-east-1, got eu-central-1 [access-cloud-front-name]',
    ],
  ],
  'access-cloud-front-network': [
    [
      (shop) => ({ access: Access.cloudFront(), vpc: withoutGateway(shop) }),
      'Shop/Classifier: vpc must have an internet gateway for Access.cloudFront(), got none [access-cloud-front-network]',
    ],
  ],
  'access-cloud-front-timeout': [
    [
      () => ({ access: Access.cloudFront(), server: { requestTimeout: Duration.minutes(2) } }),
      'Shop/Classifier: requestTimeout must be at most 115 seconds for Access.cloudFront(), got 120 [access-cloud-front-timeout]',
    ],
  ],
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
  'access-domain-name': [
    [
      () => ({ access: Access.internet({ domainName: 'https://shop.example/' }) }),
      'Shop/Classifier: domainName must be the name of a host, got "https://shop.example/" [access-domain-name]',
    ],
    [
      () => ({ access: Access.internet({ domainName: '' }) }),
      'Shop/Classifier: domainName must be the name of a host, got "" [access-domain-name]',
    ],
  ],
  'access-ipv6': [
    [
      () => ({
        access: Access.internet({ allowFrom: [ec2.Peer.ipv4('192.0.2.0/24'), ec2.Peer.ipv6('2001:db8::/32')] }),
      }),
      'Shop/Classifier: allowFrom must be addresses of IPv4, got 2001:db8::/32 [access-ipv6]',
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
    [
      (shop) => {
        const { vpc } = new Network(shop, 'Network');
        const access = Access.serviceDiscovery();
        new EcsFargateClassifier(shop, 'Other', { vpc, access });
        return { vpc, access };
      },
      'Shop/Classifier: namespace must be given where the network has one called internal, got none besides that of Shop/Other [access-namespace]',
    ],
  ],
  'access-service-connect-memory': [
    [
      () => ({ access: Access.serviceConnect(), compute: Compute.fargate({ cpu: 256, memoryMiB: 512 }) }),
      'Shop/Classifier: memoryMiB must be 640 or more for Access.serviceConnect(), got 512 [access-service-connect-memory]',
    ],
  ],
  'access-sign-in-address': [
    [
      (shop) => ({
        access: certified(shop, { signIn: SignIn.jwt({ ...tokens, jwksEndpoint: 'http://id.example/keys' }) }),
      }),
      'Shop/Classifier: jwksEndpoint must be a URL that begins with https://, got "http://id.example/keys" [access-sign-in-address]',
    ],
    [
      (shop) => ({ access: certified(shop, { signIn: oidcIn(shop, { issuer: 'id.example' }), domainName }) }),
      'Shop/Classifier: issuer must be a URL that begins with https://, got "id.example" [access-sign-in-address]',
    ],
  ],
  'access-sign-in-claims': [
    [
      (shop) => ({ access: certified(shop, { signIn: SignIn.jwt({ ...tokens, audience: undefined }) }) }),
      'Shop/Classifier: audience or scope must be given with SignIn.jwt(), got neither [access-sign-in-claims]',
    ],
  ],
  'access-sign-in-keys': [
    [
      (shop) => ({ access: certified(shop, { signIn: SignIn.jwt(tokens), apiKeys: keysIn(shop) }) }),
      'Shop/Classifier: apiKeys must be left out with signIn, got both [access-sign-in-keys]',
    ],
  ],
  'access-sign-in-name': [
    [
      (shop) => ({ access: certified(shop, { signIn: oidcIn(shop) }) }),
      'Shop/Classifier: domainName must be given when people sign in, got none [access-sign-in-name]',
    ],
  ],
  'access-sign-in-network': [
    [
      (shop) => ({ access: Access.privateNetwork({ certificate: certificateIn(shop), signIn: SignIn.jwt(tokens) }) }),
      'Shop/Classifier: vpc must have a way to the internet for signIn, got none [access-sign-in-network]',
    ],
  ],
  'access-sign-in-session': [
    [
      (shop) => ({ access: certified(shop, { signIn: oidcIn(shop, { session: Duration.days(8) }), domainName }) }),
      'Shop/Classifier: session in seconds must be between 1 and 604800, got 691200 [access-sign-in-session]',
    ],
  ],
  'access-sign-in-tls': [
    [
      () => ({ access: Access.internet({ signIn: SignIn.jwt(tokens) }) }),
      'Shop/Classifier: certificate must be given with signIn, got none [access-sign-in-tls]',
    ],
  ],
};

const cases = Object.entries(mistakes).flatMap(([id, list]) => list.map((mistake) => [id, ...mistake] as const));

test.each(cases)('%s is refused where it is written (%#)', (_, props, message) => {
  expect(() => shopWith(props)).toThrow(new Error(message));
});
