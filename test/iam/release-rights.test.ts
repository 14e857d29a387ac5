import { App, Stack, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { BlueGreen } from '../../examples/blue-green';
import { Access, EcsFargateClassifier, GoldenPictures, Release } from '../../lib';
import { isAllowed, nameOf, resolve, statementsOf, type Template } from './rights';

const app = new App();
new BlueGreen(app, 'blue-green');
const template = app.synth().getStackByName('blue-green').template as Template;

const idOf = (type: string, part: RegExp): string => {
  const found = Object.keys(template.Resources).filter((id) => template.Resources[id].Type === type && part.test(id));
  expect(found).toHaveLength(1);
  return found[0];
};
const ids = {
  blue: idOf('AWS::ElasticLoadBalancingV2::TargetGroup', /ListenerTasksGroup/),
  green: idOf('AWS::ElasticLoadBalancingV2::TargetGroup', /ReleaseTasks/),
  production: idOf('AWS::ElasticLoadBalancingV2::ListenerRule', /Production/),
  test: idOf('AWS::ElasticLoadBalancingV2::ListenerRule', /ReleaseTest/),
  hook: idOf('AWS::Lambda::Function', /GoldenCheck/),
};
const traffic = statementsOf(template, idOf('AWS::IAM::Role', /TrafficRole/));
const asking = statementsOf(template, idOf('AWS::IAM::Role', /AskingRole/));
const { Role } = template.Resources[ids.hook].Properties as { Role: { 'Fn::GetAtt': string[] } };
const working = statementsOf(template, Role['Fn::GetAtt'][0]);
const actionsOf = (statements: typeof traffic) =>
  [...new Set(statements.filter(({ effect }) => effect === 'Allow').flatMap(({ actions }) => actions))].sort();

test('Amazon ECS may move traffic between the two groups of this classifier, and change nothing else', () => {
  const elb = (action: string, resource: string) => isAllowed(traffic, `elasticloadbalancing:${action}`, resource);
  for (const group of [ids.blue, ids.green]) {
    expect(elb('RegisterTargets', nameOf(group))).toBe(true);
    expect(elb('DeregisterTargets', nameOf(group))).toBe(true);
  }
  for (const rule of [ids.production, ids.test]) expect(elb('ModifyRule', nameOf(rule))).toBe(true);
  for (const action of ['RegisterTargets', 'DeregisterTargets', 'ModifyRule', 'ModifyListener']) {
    expect(elb(action, 'arn:aws:elasticloadbalancing:us-east-1:111111111111:of-somebody-else')).toBe(false);
  }
  expect(actionsOf(traffic)).toEqual(
    [
      ...['DeregisterTargets', 'DescribeListeners', 'DescribeRules', 'DescribeTargetGroups', 'DescribeTargetHealth'],
      ...['ModifyRule', 'RegisterTargets'],
    ].map((action) => `elasticloadbalancing:${action}`),
  );
});

test('Amazon ECS may ask this one function, and both of its roles are for nobody else', () => {
  const hook = resolve(template, { 'Fn::GetAtt': [ids.hook, 'Arn'] }) as string;
  expect(isAllowed(asking, 'lambda:InvokeFunction', hook)).toBe(true);
  expect(isAllowed(asking, 'lambda:InvokeFunction', `${hook}-of-somebody-else`)).toBe(false);
  expect(actionsOf(asking)).toEqual(['lambda:InvokeFunction']);
  for (const part of [/TrafficRole/, /AskingRole/]) {
    const { AssumeRolePolicyDocument } = template.Resources[idOf('AWS::IAM::Role', part)].Properties as {
      AssumeRolePolicyDocument: { Statement: object[] };
    };
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ecs.amazonaws.com' } },
    ]);
  }
});

/** What the role of the function may do although its code does not, each with the reason. */
const reasons: Readonly<Record<string, string>> = {
  'ec2:AssignPrivateIpAddresses': 'done by AWS Lambda to place the function in a network',
  'ec2:CreateNetworkInterface': 'done by AWS Lambda to place the function in a network',
  'ec2:DeleteNetworkInterface': 'done by AWS Lambda to place the function in a network',
  'ec2:DescribeNetworkInterfaces': 'done by AWS Lambda to place the function in a network',
  'ec2:DescribeSubnets': 'done by AWS Lambda to place the function in a network',
  'ec2:UnassignPrivateIpAddresses': 'done by AWS Lambda to place the function in a network',
  'logs:CreateLogStream': 'done by the runtime of AWS Lambda',
  'logs:PutLogEvents': 'done by the runtime of AWS Lambda',
};

test('without keys the function may ask AWS for nothing, and may do nothing in the network that AWS Lambda placed it in', () => {
  expect(actionsOf(working)).toEqual(Object.keys(reasons));
  const code = { 'lambda:SourceFunctionArn': 'arn:aws:lambda:us-east-1:111111111111:function:check' };
  for (const action of Object.keys(reasons).filter((name) => name.startsWith('ec2:'))) {
    expect(isAllowed(working, action, '*')).toBe(true);
    expect(isAllowed(working, action, '*', code)).toBe(false);
  }
});

test('where callers have keys, the function may read that secret besides, which is all that it asks of AWS', () => {
  const secretArn = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:keys-abcdef';
  const shop = new Stack(new App(), 'Shop');
  new EcsFargateClassifier(shop, 'Classifier', {
    access: Access.privateNetwork({ apiKeys: secretsmanager.Secret.fromSecretCompleteArn(shop, 'Keys', secretArn) }),
    release: Release.blueGreen({ goldenPictures: GoldenPictures.drawn() }),
  });
  const withKeys = (shop.node.root as App).synth().getStackByName('Shop').template as Template;
  const [hook] = Object.values(withKeys.Resources).filter(
    ({ Type, Properties = {} }) => Type === 'AWS::Lambda::Function' && /golden/.test(String(Properties.Description)),
  );
  const { Role: worker } = hook.Properties as { Role: { 'Fn::GetAtt': string[] } };
  const rights = statementsOf(withKeys, worker['Fn::GetAtt'][0]);
  expect(actionsOf(rights)).toEqual([...Object.keys(reasons), 'secretsmanager:GetSecretValue']);
  expect(isAllowed(rights, 'secretsmanager:GetSecretValue', secretArn)).toBe(true);
  expect(isAllowed(rights, 'secretsmanager:GetSecretValue', `${secretArn}-of-somebody-else`)).toBe(false);
});
