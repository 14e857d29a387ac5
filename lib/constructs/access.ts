import type { aws_certificatemanager as acm, aws_ec2 as ec2 } from 'aws-cdk-lib';

/** How the way to a classifier is protected and named. */
export interface AccessOptions {
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
}

/** What can be chosen for a classifier that is open to the internet. */
export interface InternetAccessOptions extends AccessOptions {
  /**
   * The addresses that may call.
   *
   * @default - every IPv4 address
   */
  readonly allowFrom?: ec2.IPeer[];
}

/** Who can reach a classifier over HTTP. */
export class Access {
  /**
   * Only callers inside the network that you allow, such as `classifier.connections.allowDefaultPortFrom(shop)`.
   */
  public static privateNetwork(options: AccessOptions = {}): Access {
    return new Access(false, options, []);
  }

  /** Callers on the internet: all of them, or only those from the addresses you list. */
  public static internet(options: InternetAccessOptions = {}): Access {
    return new Access(true, options, options.allowFrom);
  }

  /** The certificate that callers see. */
  public readonly certificate?: acm.ICertificate;
  /** The name callers use. */
  public readonly domainName?: string;

  private constructor(
    /** Whether the load balancer has public addresses. */
    public readonly isPublic: boolean,
    { certificate, domainName }: AccessOptions,
    /** The addresses that may call; undefined means all. */
    public readonly allowFrom?: ec2.IPeer[],
  ) {
    this.certificate = certificate;
    this.domainName = domainName;
  }
}
