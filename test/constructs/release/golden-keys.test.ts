import { aws_certificatemanager as acm, type Stack, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Access, GoldenPictures, Release } from '../../../lib';
import { templateWith } from '../synthesized';

const release = Release.blueGreen({ goldenPictures: GoldenPictures.drawn() });
const keysIn = (shop: Stack) => new secretsmanager.Secret(shop, 'Keys');
const certificateIn = (shop: Stack) =>
  acm.Certificate.fromCertificateArn(shop, 'Certificate', 'arn:aws:acm:eu-central-1:111111111111:certificate/1');
const privately = (shop: Stack) => ({ access: Access.privateNetwork({ apiKeys: keysIn(shop) }), release });
const ways: [string, (shop: Stack) => Access][] = [
  ['in a private network', (shop) => Access.privateNetwork({ apiKeys: keysIn(shop) })],
  [
    'on the internet',
    (shop) =>
      Access.internet({
        apiKeys: keysIn(shop),
        certificate: certificateIn(shop),
        domainName: 'classify.shop.example',
      }),
  ],
  ['by Amazon CloudFront', (shop) => Access.cloudFront({ apiKeys: keysIn(shop) })],
];

test.each(ways)('golden pictures come with a key where callers need one, %s', (_, access) => {
  const template = templateWith((shop) => ({ access: access(shop), release }));
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({ IMAGE_CLASSIFIER_KEYS_SECRET: { Ref: Match.stringLikeRegexp('^Keys') } }),
    },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        {
          Action: 'secretsmanager:GetSecretValue',
          Effect: 'Allow',
          Resource: { Ref: Match.stringLikeRegexp('^Keys') },
        },
      ]),
    },
    Roles: [{ Ref: Match.stringLikeRegexp('GoldenCheckHookRole') }],
  });
});

test('in a private network they have a way to the list of keys, and to the load balancer, and nowhere else', () => {
  const template = templateWith(privately);
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: 'Golden pictures for the releases of an image classifier',
    SecurityGroupEgress: [
      { CidrIp: '0.0.0.0/0', Description: 'AWS Secrets Manager', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' },
    ],
  });
  const others = Object.values(template.findResources('AWS::EC2::SecurityGroupEgress')).map(
    ({ Properties }) => Properties,
  );
  const ofPictures = others.filter(({ GroupId }) => JSON.stringify(GroupId).includes('GoldenPictures'));
  expect(
    ofPictures.map(({ FromPort, DestinationSecurityGroupId }) => [
      FromPort,
      JSON.stringify(DestinationSecurityGroupId),
    ]),
  ).toEqual([[9000, expect.stringContaining('LoadBalancer')]]);
});

test('without keys they can reach no more than the load balancer, and read no secret', () => {
  const template = templateWith(() => ({ release }));
  expect(JSON.stringify(template.toJSON())).not.toContain('secretsmanager:GetSecretValue');
  const groups = template.findResources('AWS::EC2::SecurityGroup', {
    Properties: { GroupDescription: 'Golden pictures for the releases of an image classifier' },
  });
  expect(JSON.stringify(groups)).not.toContain('443');
});
