import type { aws_wafv2 as waf } from 'aws-cdk-lib';

/** What CloudWatch and the console show of a rule, or of all of them. */
export function visible(metricName: string): waf.CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true };
}

/** Rules that AWS keeps up to date; those in `counted` are only counted. */
export function managed(name: string, priority: number, counted: string[] = []): waf.CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visible(name),
  };
}

/** Blocks an address while it has sent more than this in the last five minutes. */
export function requestsPerAddress(limit: number): waf.CfnWebACL.RuleProperty {
  return {
    name: 'RequestsPerAddress',
    priority: 0,
    action: { block: {} },
    statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP' } },
    visibilityConfig: visible('RequestsPerAddress'),
  };
}
