import {
  aws_certificatemanager as acm,
  aws_kms as kms,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Access, Release } from '../../lib';
import { onlyResource, shopWith, templateWith } from './synthesized';

const keysIn = (shop: Stack) => new secretsmanager.Secret(shop, 'Keys');
const certificateIn = (shop: Stack) =>
  acm.Certificate.fromCertificateArn(shop, 'Certificate', 'arn:aws:acm:eu-central-1:111111111111:certificate/1');
const named = { Ref: Match.stringLikeRegexp('^Keys') };

const ways: [string, (shop: Stack) => Access][] = [
  ['in a private network', (shop) => Access.privateNetwork({ apiKeys: keysIn(shop) })],
  ['on the internet', (shop) => Access.internet({ apiKeys: keysIn(shop), certificate: certificateIn(shop) })],
  ['by Service Connect', (shop) => Access.serviceConnect({ apiKeys: keysIn(shop) })],
  ['by DNS', (shop) => Access.serviceDiscovery({ apiKeys: keysIn(shop) })],
];

describe.each(ways)('keys of callers %s', (_, access) => {
  const template = templateWith((shop) => ({ access: access(shop) }));

  test('come as a secret, and are in no plain variable', () => {
    const [server] = onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
    expect(server.Secrets).toEqual([
      { Name: 'IMAGE_CLASSIFIER_API_KEYS', ValueFrom: { Ref: expect.stringMatching(/^Keys/) } },
    ]);
    expect(JSON.stringify(server.Environment)).not.toContain('API_KEYS');
  });

  test('may be read by whoever starts the task, who may do nothing else with them, and by nobody besides', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties);
    const about = policies.flatMap(({ PolicyDocument, Roles }) =>
      PolicyDocument.Statement.filter((one: object) => JSON.stringify(one).includes('secretsmanager')).map(
        (one: object) => ({ ...one, Roles }),
      ),
    );
    expect(about).toEqual([
      {
        Action: 'secretsmanager:GetSecretValue',
        Effect: 'Allow',
        Resource: { Ref: expect.stringMatching(/^Keys/) },
        Roles: [{ Ref: expect.stringContaining('TaskExecutionRole') }],
      },
    ]);
  });

  test('are reached without a way to the internet', () => {
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      ServiceName: { 'Fn::Join': ['', Match.arrayWith(['.secretsmanager'])] },
    });
  });
});

test('without keys there is no secret and no endpoint for one', () => {
  const template = templateWith();
  expect(onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions[0]).not.toHaveProperty('Secrets');
  expect(JSON.stringify(template.findResources('AWS::EC2::VPCEndpoint'))).not.toContain('secretsmanager');
});

test('a secret under a key of yours is decrypted by AWS Secrets Manager alone', () => {
  const template = templateWith((shop) => {
    const encryptionKey = new kms.Key(shop, 'Key');
    return { access: Access.privateNetwork({ apiKeys: new secretsmanager.Secret(shop, 'Keys', { encryptionKey }) }) };
  });
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'kms:Decrypt',
          Principal: { AWS: { 'Fn::GetAtt': [Match.stringLikeRegexp('TaskExecutionRole'), 'Arn'] } },
          Condition: {
            StringEquals: {
              'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
            },
          },
        }),
      ]),
    },
  });
});

test('a secret that is known by its name is read by its whole name only', () => {
  const template = templateWith((shop) => ({
    access: Access.privateNetwork({ apiKeys: secretsmanager.Secret.fromSecretNameV2(shop, 'Keys', 'shop/keys') }),
  }));
  expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain(':secret:shop/keys-??????"');
});

test('a release in steps without golden pictures asks callers for keys as ever', () => {
  const classifier = shopWith((shop) => ({
    access: Access.privateNetwork({ apiKeys: keysIn(shop) }),
    release: Release.canary(),
  }));
  Template.fromStack(Stack.of(classifier)).hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [Match.objectLike({ Secrets: [Match.objectLike({ ValueFrom: named })] })],
  });
});
