import { ArnFormat, Fn, aws_logs as logs, Names, Stack, Token, aws_wafv2 as waf } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../refusals';
import { managed, requestsPerAddress, visible } from './firewall-rules';

/**
 * Rules that only count. A picture is bytes in which any rule for text may see something, and nearly every one is larger than the
 * 8 or 16 KB that AWS WAF looks at; programs need not say what they are
 * (https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html).
 */
const counted = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'NoUserAgent_HEADER',
];

/** People who sign in come back with a long query, and stay signed in by up to 16 KB of cookies. */
const countedWithPeople = ['SizeRestrictions_QUERYSTRING', 'SizeRestrictions_Cookie_HEADER'];

export interface ServiceFirewallOptions {
  readonly requestsPerAddress: number;
  /** Left out: blocked requests are not recorded. */
  readonly logRetention?: logs.RetentionDays;
  /** Whether people sign in at the load balancer. */
  readonly peopleSignIn: boolean;
  /** Whether it stands before a distribution of Amazon CloudFront, not before a load balancer. */
  readonly atEdge: boolean;
}

/**
 * Rules for a load balancer or a distribution whose callers send pictures.
 *
 * @returns the ARN of the web ACL
 */
export function serviceFirewall(scope: Construct, options: ServiceFirewallOptions): string {
  const firewall = new waf.CfnWebACL(scope, 'Firewall', {
    scope: options.atEdge ? 'CLOUDFRONT' : 'REGIONAL',
    description: 'Protects an image classifier',
    defaultAction: { allow: {} },
    visibilityConfig: visible('Classifier'),
    dataProtectionConfig: {
      // Samples and lines of the log are for more eyes than keys are.
      dataProtections: [
        { field: { fieldType: 'SINGLE_HEADER', fieldKeys: ['authorization', 'x-api-key'] }, action: 'SUBSTITUTION' },
        { field: { fieldType: 'SINGLE_COOKIE' }, action: 'SUBSTITUTION' },
      ],
    },
    rules: [
      requestsPerAddress(options.requestsPerAddress),
      managed('AWSManagedRulesAmazonIpReputationList', 1),
      managed('AWSManagedRulesCommonRuleSet', 2, [...counted, ...(options.peopleSignIn ? countedWithPeople : [])]),
      managed('AWSManagedRulesKnownBadInputsRuleSet', 3),
    ],
  });
  if (options.logRetention !== undefined) recordBlocked(scope, firewall, options.logRetention);
  return firewall.attrArn;
}

function recordBlocked(scope: Construct, firewall: waf.CfnWebACL, retention: logs.RetentionDays): void {
  const stack = Stack.of(scope);
  // AWS WAF takes no log group of another name; the number of the stack lets a log outlive it.
  const stackNumber = Fn.select(2, Fn.split('/', stack.stackId));
  const logGroupName = `aws-waf-logs-${Names.uniqueResourceName(firewall, { maxLength: 100 })}-${stackNumber}`;
  const log = new logs.LogGroup(scope, 'FirewallLog', { logGroupName, retention });
  new waf.CfnLoggingConfiguration(scope, 'FirewallLogging', {
    resourceArn: firewall.attrArn,
    // Without the :* at the end that the log group's own ARN has.
    logDestinationConfigs: [
      stack.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: log.logGroupName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    loggingFilter: {
      DefaultBehavior: 'DROP',
      Filters: [{ Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] }],
    },
  });
}

/** @returns the ARN, of a web ACL that a load balancer in the region of the stack takes */
export function requireRegionalAcl(scope: Construct, arn: string): string {
  if (Token.isUnresolved(arn)) return arn;
  const { region } = Stack.of(scope);
  const place = Token.isUnresolved(region) ? '<region>' : region;
  const [, found] = /^arn:[\w-]+:wafv2:([\w-]+):\d{12}:regional\/webacl\/[^/]+\/[^/]+$/.exec(arn) ?? [];
  if (found !== undefined && (found === place || Token.isUnresolved(region))) return arn;
  return refuse(
    scope,
    'firewall-web-acl',
    `webAclArn must be arn:aws:wafv2:${place}:<account>:regional/webacl/<name>/<id>, got ${arn}`,
  );
}
