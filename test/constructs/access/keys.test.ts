import {
  aws_certificatemanager as acm,
  aws_kms as kms,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Access, Release } from '../../../lib';
import { onlyResource, shopWith, templateWith } from '../synthesized';

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

/** What the policies of the stack allow with a key. */
function decryptions(stack: Stack) {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies.flatMap(({ Properties: { PolicyDocument, Roles } }) =>
    PolicyDocument.Statement.filter(({ Action }: { Action: unknown }) => Action === 'kms:Decrypt').map(
      (one: object) => ({
        ...one,
        Roles,
      }),
    ),
  );
}

const keyArn = 'arn:aws:kms:eu-central-1:111111111111:key/1';
const owners: [string, (shop: Stack) => kms.IKey, unknown][] = [
  ['of the stack', (shop) => new kms.Key(shop, 'Key'), { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] }],
  ['of another stack', ({ node }) => new kms.Key(new Stack(node.root, 'Data'), 'Key'), expect.anything()],
  ['of another app', (shop) => kms.Key.fromKeyArn(shop, 'Key', keyArn), keyArn],
];

test.each(owners)('a secret under a key %s is decrypted by AWS Secrets Manager alone', (_, key, Resource) => {
  const shop = Stack.of(
    shopWith((stack) => {
      const encryptionKey = key(stack);
      const own = encryptionKey instanceof kms.Key ? Stack.of(encryptionKey) : stack;
      return { access: Access.privateNetwork({ apiKeys: new secretsmanager.Secret(own, 'Keys', { encryptionKey }) }) };
    }),
  );
  const service = { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']] };
  expect(decryptions(shop)).toEqual([
    {
      Action: 'kms:Decrypt',
      Effect: 'Allow',
      Resource,
      Condition: { StringEquals: { 'kms:ViaService': service } },
      Roles: [{ Ref: expect.stringContaining('TaskExecutionRole') }],
    },
  ]);
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
