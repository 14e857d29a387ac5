import {
  aws_cloudfront as cloudfront,
  Duration,
  type aws_elasticloadbalancingv2 as elbv2,
  aws_cloudfront_origins as origins,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { edgeLogBucket } from '../../private/access-logs';
import { requireEdge } from '../../private/edge/edge-limits';
import { allowVpcOrigin } from '../../private/edge/vpc-origin-group';
import type { ConnectionTimes } from '../../private/tasks/connection-times';
import type { CloudFrontOptions } from '../access';
import { requireHostName } from './dns-name';
import type { Way } from './entrance';
import { loadBalanced } from './load-balancer';

/** Of these Amazon CloudFront would repeat an answer for 10 seconds, also to callers for whom it is not true. */
const repeatable = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

/** Amazon CloudFront in front of a load balancer with private addresses. */
export function behindCloudFront(options: CloudFrontOptions): Way {
  const inside = loadBalanced({ isPublic: false, allowFrom: [] });
  return {
    ...inside,
    fromEverywhere: true,
    open: (scope, site) => {
      const { vpc } = site.cluster;
      requireHostName(scope, options.domainName);
      requireEdge(scope, { ...options, vpc, requestSeconds: site.times.deregistration });
      const entrance = inside.open(scope, site);
      const distribution = distribute(scope, options, originOf(entrance.loadBalancer, site.times));
      // The internet gateway carries nothing, but Amazon CloudFront takes no network without one.
      const attached = vpc.publicSubnets.map((subnet) => subnet.internetConnectivityEstablished);
      distribution.node.addDependency(vpc.internetConnectivityEstablished, ...attached);
      allowVpcOrigin(scope, { vpc, distribution, listener: entrance.listener });
      return { ...entrance, distribution, url: `https://${options.domainName ?? distribution.distributionDomainName}` };
    },
  };
}

function originOf(loadBalancer: elbv2.ApplicationLoadBalancer, times: ConnectionTimes): cloudfront.IOrigin {
  return origins.VpcOrigin.withApplicationLoadBalancer(loadBalancer, {
    protocolPolicy: cloudfront.OriginProtocolPolicy.HTTP_ONLY,
    // The server answers 504 itself, with a reason, before Amazon CloudFront gives up.
    readTimeout: Duration.seconds(times.deregistration + 5),
    // It hangs up before the load balancer does.
    keepaliveTimeout: Duration.seconds(times.idle - 5),
  });
}

function distribute(
  scope: Construct,
  { certificate, domainName, firewall }: CloudFrontOptions,
  origin: cloudfront.IOrigin,
): cloudfront.Distribution {
  return new cloudfront.Distribution(scope, 'Distribution', {
    comment: 'Image classification',
    httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
    ...(domainName === undefined
      ? {}
      : {
          domainNames: [domainName],
          certificate,
          minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        }),
    webAclId: firewall?._atEdge(scope),
    enableLogging: true,
    logBucket: edgeLogBucket(scope),
    errorResponses: repeatable.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    defaultBehavior: {
      origin,
      // No redirect: whoever sends a key in the clear shall notice.
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    },
  });
}
