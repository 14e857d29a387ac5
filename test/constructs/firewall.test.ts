import { App, CfnParameter, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Access, EcsFargateClassifier, Firewall, type StandardFirewallOptions } from '../../lib';
import { onlyResource, shopWith, templateWith } from './synthesized';

const behind = (options?: StandardFirewallOptions) =>
  templateWith(() => ({ access: Access.privateNetwork({ firewall: Firewall.standard(options) }) }));
const byDefault = behind();
// biome-ignore lint/suspicious/noExplicitAny: a rule is whatever CloudFormation allows
const rules: any[] = onlyResource(byDefault, 'AWS::WAFv2::WebACL').Rules;
const arnIn = (region: string, scope = 'regional') =>
  `arn:aws:wafv2:${region}:123456789012:${scope}/webacl/shop/12345678-1234-1234-1234-123456789012`;
/** A classifier whose region is known. */
const inFrankfurt = (arn: string) => {
  const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1', account: '123456789012' } });
  return new EcsFargateClassifier(stack, 'Classifier', {
    access: Access.privateNetwork({ firewall: Firewall.existing(arn) }),
  });
};

test('stands before the load balancer, in its region', () => {
  expect(onlyResource(byDefault, 'AWS::WAFv2::WebACL').Scope).toBe('REGIONAL');
  byDefault.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
    ResourceArn: { Ref: Match.stringLikeRegexp('LoadBalancer') },
    WebACLArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Firewall'), 'Arn'] },
  });
});

test('no rule that looks at a body can block a picture', () => {
  const common = rules.find(({ Name }) => Name === 'AWSManagedRulesCommonRuleSet');
  const overrides: { Name: string; ActionToUse: object }[] =
    common.Statement.ManagedRuleGroupStatement.RuleActionOverrides;
  // All rules on bodies that AWS lists for this group.
  for (const rule of ['SizeRestrictions', 'CrossSiteScripting', 'EC2MetaDataSSRF', 'GenericLFI', 'GenericRFI']) {
    expect(overrides).toContainEqual({ Name: `${rule}_BODY`, ActionToUse: { Count: {} } });
  }
  expect(JSON.stringify(rules)).not.toContain('SizeConstraintStatement');
});

test('a program that does not say what it is, such as one that Node.js sends without a library, is let through', () => {
  expect(JSON.stringify(rules)).toContain('{"ActionToUse":{"Count":{}},"Name":"NoUserAgent_HEADER"}');
});

test('one address may send 10,000 requests in five minutes, or as many as you say', () => {
  const limitOf = (template: Template) =>
    onlyResource(template, 'AWS::WAFv2::WebACL').Rules[0].Statement.RateBasedStatement.Limit;
  expect([byDefault, behind({ requestsPerAddress: 300 })].map(limitOf)).toEqual([10_000, 300]);
});

test('addresses of bad repute and known bad inputs are blocked', () => {
  for (const group of ['AmazonIpReputationList', 'KnownBadInputsRuleSet']) {
    expect(rules.find(({ Name }) => Name === `AWSManagedRules${group}`)).toMatchObject({
      OverrideAction: { None: {} },
    });
  }
});

test('keys, tokens and cookies are in no sample and in no line of its log', () => {
  byDefault.hasResourceProperties('AWS::WAFv2::WebACL', {
    DataProtectionConfig: {
      DataProtections: [
        { Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'x-api-key'] }, Action: 'SUBSTITUTION' },
        { Field: { FieldType: 'SINGLE_COOKIE' }, Action: 'SUBSTITUTION' },
      ],
    },
  });
});

test('blocked requests are recorded where you ask for it, and no others', () => {
  byDefault.resourceCountIs('AWS::WAFv2::LoggingConfiguration', 0);
  const template = behind({ logRetention: logs.RetentionDays.ONE_WEEK });
  template.hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: { 'Fn::Join': ['', [Match.stringLikeRegexp('^aws-waf-logs-Shop.*-$'), Match.anyValue()]] },
    RetentionInDays: 7,
  });
  template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
    LogDestinationConfigs: [
      { 'Fn::Join': ['', Match.arrayWith([':log-group:', { Ref: Match.stringLikeRegexp('FirewallLog') }])] },
    ],
    LoggingFilter: { DefaultBehavior: 'DROP', Filters: [Match.objectLike({ Behavior: 'KEEP' })] },
  });
});

test('a web ACL of yours takes its place', () => {
  const template = Template.fromStack(Stack.of(inFrankfurt(arnIn('eu-central-1'))));
  template.resourceCountIs('AWS::WAFv2::WebACL', 0);
  template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: arnIn('eu-central-1') });
});

test('a web ACL that only deployment will know is let through', () => {
  const template = templateWith((shop) => {
    const arn = new CfnParameter(shop, 'WebAcl').valueAsString;
    return { access: Access.privateNetwork({ firewall: Firewall.existing(arn) }) };
  });
  template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: { Ref: 'WebAcl' } });
});

test.each([
  ['another region', arnIn('us-east-1')],
  ['Amazon CloudFront', arnIn('us-east-1', 'global')],
  ['nothing', 'shop'],
])('a web ACL for %s is refused', (_, arn) => {
  expect(() => inFrankfurt(arn)).toThrow(
    new Error(
      'Shop/Classifier: webAclArn must be arn:aws:wafv2:eu-central-1:<account>:regional/webacl/<name>/<id>, ' +
        `got ${arn} [firewall-web-acl]`,
    ),
  );
});

test.each([9, 2_000_000_001, 10.5])('a limit of %d requests is refused', (value) => {
  const access = Access.privateNetwork({ firewall: Firewall.standard({ requestsPerAddress: value }) });
  expect(() => shopWith(() => ({ access }))).toThrow(
    `requestsPerAddress must be between 10 and 2000000000, got ${value} [firewall-requests]`,
  );
});

test('without a firewall nothing stands before the load balancer', () => {
  templateWith().resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
});
