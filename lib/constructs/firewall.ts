import { type aws_elasticloadbalancingv2 as elbv2, type aws_logs as logs, aws_wafv2 as waf } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireRegionalAcl, serviceFirewall } from '../private/edge/service-firewall';
import { requireEdgeRegion, requireWebAcl } from '../private/edge/web-firewall';
import { requireWithin } from '../private/refusals';

/** What can be chosen for the firewall that the library makes. */
export interface StandardFirewallOptions {
  /**
   * The most requests that one address may send in five minutes, 10 to 2 000 000 000; while it sends more, it is answered with 403.
   * All callers behind one NAT are one address.
   *
   * @default 10_000
   */
  readonly requestsPerAddress?: number;

  /**
   * How long CloudWatch Logs keeps a line for every request that was blocked; keys, tokens and cookies are left out of it.
   *
   * @default - no such lines, only metrics and samples of the last three hours
   */
  readonly logRetention?: logs.RetentionDays;
}

/** What a firewall stands before. */
interface FirewallPlace {
  readonly peopleSignIn?: boolean;
  readonly atEdge?: boolean;
}

/** What AWS WAF blocks before it comes to a classifier. */
export class Firewall {
  /**
   * A limit for every address, addresses of bad repute, and the rules of AWS against common attacks, except for those that would
   * block pictures.
   *
   * 9 USD a month (5 for the web ACL, 1 for each of four rules) and 0.60 for a million requests, and 0.50 or more for a gigabyte of
   * lines in the log.
   *
   * A limit to the size of bodies is left to the server: behind a load balancer AWS WAF sees 8 KB of a body, whatever its size, at
   * Amazon CloudFront 16 KB.
   *
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-setting-body-inspection-limit.html
   */
  public static standard(options: StandardFirewallOptions = {}): Firewall {
    const { requestsPerAddress = 10_000, logRetention } = options;
    return new Firewall((scope, { peopleSignIn = false, atEdge = false }) => {
      if (atEdge) requireEdgeRegion(scope);
      const range = { name: 'requestsPerAddress', value: requestsPerAddress, min: 10, max: 2_000_000_000 };
      requireWithin(scope, 'firewall-requests', range);
      return serviceFirewall(scope, { requestsPerAddress, logRetention, peopleSignIn, atEdge });
    });
  }

  /** A web ACL of yours; its rules on bodies must let pictures pass. With `Access.cloudFront()` it lies in us-east-1 and has the scope
   * CLOUDFRONT, else in the region of the stack and REGIONAL. */
  public static existing(webAclArn: string): Firewall {
    return new Firewall((scope, { atEdge }) =>
      atEdge ? requireWebAcl(scope, webAclArn) : requireRegionalAcl(scope, webAclArn),
    );
  }

  private constructor(private readonly bind: (scope: Construct, place: FirewallPlace) => string) {}

  /** @internal */
  public _protect(
    scope: Construct,
    { loadBalancerArn }: elbv2.ApplicationLoadBalancer,
    peopleSignIn: boolean = false,
  ): void {
    const webAclArn = this.bind(scope, { peopleSignIn });
    new waf.CfnWebACLAssociation(scope, 'FirewallAssociation', { resourceArn: loadBalancerArn, webAclArn });
  }

  /**
   * The ARN of a web ACL for a distribution of Amazon CloudFront.
   * @internal
   */
  public _atEdge(scope: Construct): string {
    return this.bind(scope, { atEdge: true });
  }
}
