import { Stack, Token, aws_wafv2 as waf } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../refusals';
import { managed, requestsPerAddress, visible } from './firewall-rules';

/** What one address may ask in five minutes: a page asks twice a second, and a household has several. */
const mostRequests = 10_000;
/** Requests for a hundred uploads with the longest names fit; pictures themselves go straight to S3. */
const largestBody = 64 * 1024;

/** Rules for a page whose API takes small JSON: bodies are inspected whole, and a larger one is refused. */
export function webFirewall(scope: Construct): waf.CfnWebACL {
  return new waf.CfnWebACL(scope, 'Firewall', {
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: visible('WebTier'),
    associationConfig: { requestBody: { CLOUDFRONT: { defaultSizeInspectionLimit: 'KB_64' } } },
    rules: [
      requestsPerAddress(mostRequests),
      {
        name: 'LargeBodies',
        priority: 1,
        action: { block: {} },
        statement: {
          sizeConstraintStatement: {
            fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
            comparisonOperator: 'GT',
            size: largestBody,
            textTransformations: [{ priority: 0, type: 'NONE' }],
          },
        },
        visibilityConfig: visible('LargeBodies'),
      },
      managed('AWSManagedRulesAmazonIpReputationList', 2),
      // Our own rule for sizes stands above; a hundred file names are more than 8 KB, and any of them may look like markup.
      managed('AWSManagedRulesCommonRuleSet', 3, ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY']),
      managed('AWSManagedRulesKnownBadInputsRuleSet', 4),
    ],
  });
}

/**
 * A web ACL for Amazon CloudFront is global and lies in us-east-1
 * (https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html); deployment refuses any other.
 *
 * @returns the ARN
 */
export function requireWebAcl(scope: Construct, arn: string): string {
  if (Token.isUnresolved(arn)) return arn;
  if (/^arn:[\w-]+:wafv2:us-east-1:\d{12}:global\/webacl\/[^/]+\/[^/]+$/.test(arn)) return arn;
  return refuse(
    scope,
    'web-acl',
    `webAclArn must be arn:aws:wafv2:us-east-1:<account>:global/webacl/<name>/<id>, got ${arn}`,
  );
}

/** A web ACL for Amazon CloudFront can be made by a stack in us-east-1 only. */
export function requireEdgeRegion(scope: Construct): void {
  const { region } = Stack.of(scope);
  if (region === 'us-east-1') return;
  const got = Token.isUnresolved(region) ? 'none' : region;
  const wanted = 'the region of the stack must be us-east-1 for Firewall.standard() with Access.cloudFront()';
  refuse(scope, 'access-cloud-front-firewall', `${wanted}, got ${got}`);
}
