import type {
  aws_certificatemanager as acm,
  aws_acmpca as acmpca,
  aws_servicediscovery as cloudmap,
  aws_ec2 as ec2,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { behindCloudFront } from './ecs-fargate-classifier/cloud-front';
import type { Way } from './ecs-fargate-classifier/entrance';
import { loadBalanced } from './ecs-fargate-classifier/load-balancer';
import { serviceConnected } from './ecs-fargate-classifier/service-connect';
import { discovered } from './ecs-fargate-classifier/service-discovery';
import type { Firewall } from './firewall';
import type { SignIn } from './sign-in';

/** What every caller must have, wherever it comes from. */
export interface KeyedAccessOptions {
  /**
   * A secret whose value lists the keys of callers as docs/operations.md, "API keys", has it; without one of them a caller is
   * answered with 401, before a byte of its picture is read.
   *
   * Tasks read it when they start, so a changed list needs new tasks: `aws ecs update-service --force-new-deployment`. Keep the old
   * key in the list until they run. 0.40 USD a month, and in a network without NAT an endpoint of about 15.
   *
   * @default - nobody needs a key
   */
  readonly apiKeys?: secretsmanager.ISecret;
}

/** How the way to a classifier is protected and named. */
export interface AccessOptions extends KeyedAccessOptions {
  /**
   * Proves the classifier's name to callers and encrypts what they send.
   *
   * With it the classifier answers on port 443 and port 80 only redirects there.
   *
   * @default - plain HTTP on port 80
   */
  readonly certificate?: acm.ICertificate;

  /**
   * The name callers use; a record for it that points at `loadBalancer` is yours to make.
   *
   * @default - the load balancer's own name, for which no certificate is valid
   */
  readonly domainName?: string;

  /**
   * What is blocked before it comes to the tasks.
   *
   * @default - nothing
   */
  readonly firewall?: Firewall;

  /**
   * Who must say at the load balancer who they are; needs a `certificate`.
   *
   * @default - nobody
   */
  readonly signIn?: SignIn;
}

/** What can be chosen for a classifier that is open to the internet. */
export interface InternetAccessOptions extends AccessOptions {
  /**
   * The addresses that may call, of IPv4: a load balancer has no others.
   *
   * @default - every IPv4 address
   */
  readonly allowFrom?: ec2.IPeer[];
}

/** What can be chosen for a classifier behind Amazon CloudFront. */
export interface CloudFrontOptions extends KeyedAccessOptions {
  /**
   * Proves `domainName` to callers; must be in us-east-1. With it, callers need TLS 1.2 or newer.
   *
   * @default - that of Amazon CloudFront, which also takes callers with older TLS
   */
  readonly certificate?: acm.ICertificate;

  /**
   * The name callers use; a record for it that points at `distribution` is yours to make.
   *
   * @default - a name of Amazon CloudFront: `https://d111111abcdef8.cloudfront.net`
   */
  readonly domainName?: string;

  /**
   * What is blocked at Amazon CloudFront, before it comes to the network. `Firewall.standard()` needs a stack in us-east-1.
   *
   * @default - nothing
   */
  readonly firewall?: Firewall;
}

/** What can be chosen for a classifier that other services of Amazon ECS reach by Service Connect. */
export interface ServiceConnectOptions extends KeyedAccessOptions {
  /**
   * Where services find each other; callers must be in the same one.
   *
   * @default - that of the cluster, or else a new one: `classifier.namespace`
   */
  readonly namespace?: cloudmap.INamespace;

  /**
   * The name callers use: `http://classifier:8080`.
   *
   * @default 'classifier'
   */
  readonly dnsName?: string;

  /**
   * Issues the certificates with which the proxies encrypt what they send to each other; the network encrypts it anyway between
   * most instances of EC2. An authority costs 400 USD a month, or 50 for short-lived certificates.
   *
   * @default - plain HTTP between the proxies
   */
  readonly certificateAuthority?: acmpca.ICertificateAuthority;
}

/** What can be chosen for a classifier that callers find by DNS. */
export interface ServiceDiscoveryOptions extends KeyedAccessOptions {
  /**
   * The private DNS namespace that the name is made in. A second classifier in the same network takes that of the first
   * (`first.namespace`), and a `dnsName` of its own.
   *
   * @default - a new one called `internal`, known in the network of the classifier only
   */
  readonly namespace?: cloudmap.INamespace;

  /**
   * The first part of the name that callers use.
   *
   * @default 'classifier'
   */
  readonly dnsName?: string;
}

/** Who can reach a classifier over HTTP, and how. */
export class Access {
  /**
   * Only callers inside the network that you allow, such as `classifier.connections.allowDefaultPortFrom(shop)`; behind a load
   * balancer with private addresses.
   */
  public static privateNetwork(options: AccessOptions = {}): Access {
    const side = { ...options, isPublic: false, allowFrom: [] };
    return new Access(loadBalanced(side), side);
  }

  /** Callers on the internet: all of them, or only those from the addresses you list. */
  public static internet(options: InternetAccessOptions = {}): Access {
    const side = { ...options, isPublic: true };
    return new Access(loadBalanced(side), side);
  }

  /**
   * Callers on the internet, by HTTPS through Amazon CloudFront: also without a domain name and a certificate of your own. The load
   * balancer has private addresses and lets in nobody else. Nothing is cached.
   *
   * The server must answer within 115 seconds (`requestTimeout`).
   *
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
   */
  public static cloudFront(options: CloudFrontOptions = {}): Access {
    return new Access(behindCloudFront(options), { isPublic: false, allowFrom: [], apiKeys: options.apiKeys });
  }

  /**
   * Other services of Amazon ECS in the same namespace, without a load balancer: a proxy beside each of their tasks knows all
   * healthy tasks of the classifier, spreads requests over them and tries again where one does not answer.
   *
   * Callers enable Service Connect themselves, with the same namespace, and are allowed by `connections` as ever.
   */
  public static serviceConnect(options: ServiceConnectOptions = {}): Access {
    return new Access(serviceConnected(options), { isPublic: false, allowFrom: [], apiKeys: options.apiKeys });
  }

  /**
   * Whatever runs in the network, without a load balancer: a DNS name leads to up to eight healthy tasks. Spreading requests and
   * trying again is the caller's work, so choose it for callers that can.
   */
  public static serviceDiscovery(options: ServiceDiscoveryOptions = {}): Access {
    return new Access(discovered(options), { isPublic: false, allowFrom: [], apiKeys: options.apiKeys });
  }

  /** Whether the load balancer has public addresses. */
  public readonly isPublic: boolean;
  /** The certificate of the load balancer. */
  public readonly certificate?: acm.ICertificate;
  /** The name callers use for the load balancer. */
  public readonly domainName?: string;
  /** The addresses that may call the load balancer; undefined means all. */
  public readonly allowFrom?: ec2.IPeer[];
  /** The list of keys that callers must have one of. */
  public readonly apiKeys?: secretsmanager.ISecret;
  /** Who must say at the load balancer who they are. */
  public readonly signIn?: SignIn;

  private constructor(
    /** @internal */
    public readonly _way: Way,
    {
      isPublic,
      certificate,
      domainName,
      allowFrom,
      apiKeys,
      signIn,
    }: InternetAccessOptions & { readonly isPublic: boolean },
  ) {
    this.isPublic = isPublic;
    this.certificate = certificate;
    this.domainName = domainName;
    this.allowFrom = allowFrom;
    this.apiKeys = apiKeys;
    this.signIn = signIn;
  }
}
