import type { aws_ec2 as ec2, aws_logs as logs, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Access } from './access';
import type { Compute } from './compute';
import type { Containers } from './containers';
import type { InferenceImage } from './inference-image';
import type { Peak } from './peak';
import type { Release } from './release';
import type { Scaling } from './scaling';
import type { ServerSettings } from './server-settings';
import type { Sidecar } from './sidecar';

/** What can be chosen for a classifier that answers over HTTP; every choice has a default that works. */
export interface EcsFargateClassifierProps {
  /**
   * What classifies.
   *
   * @default InferenceImage.bundled()
   */
  readonly image?: InferenceImage;

  /**
   * Which models it has.
   *
   * @default - the one in the image
   */
  readonly containers?: Containers;

  /**
   * What else runs in every task, in the order it starts; the server starts last and stops first.
   *
   * @default - nothing
   */
  readonly sidecars?: Sidecar[];

  /**
   * What the tasks run on.
   *
   * @default Compute.fargate()
   */
  readonly compute?: Compute;

  /**
   * Who may call.
   *
   * @default Access.privateNetwork()
   */
  readonly access?: Access;

  /**
   * The network to work in, with two Availability Zones or more; tasks use its private subnets.
   *
   * @default - the network of the cluster in `compute`, or else a new `Network` without NAT
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The fewest tasks that ever run.
   *
   * @default 2
   */
  readonly minTasks?: number;

  /**
   * The most tasks that ever run.
   *
   * @default 20
   */
  readonly maxTasks?: number;

  /**
   * What adds and removes tasks between `minTasks` and `maxTasks`.
   *
   * @default Scaling.onConcurrency().withSpikeGuard()
   */
  readonly scaling?: Scaling;

  /**
   * How new tasks take the place of old ones, and what rolls them back.
   *
   * @default Release.rolling()
   */
  readonly release?: Release;

  /**
   * Times that are known to be busy: they raise the minimum.
   *
   * @default - none
   */
  readonly schedules?: Peak[];

  /**
   * How the server in every task behaves.
   *
   * @default - the server's own defaults
   */
  readonly server?: ServerSettings;

  /**
   * Whether people who may call `ecs:ExecuteCommand` can run commands in a running task, to look what it does.
   *
   * What they do is recorded in CloudWatch Logs and encrypted with a key of its own. The root file system stays read-only but for
   * the folders that AWS's agent writes to; AWS itself promises nothing for read-only file systems.
   *
   * @default false
   */
  readonly exec?: boolean;

  /**
   * Where the load balancer writes a line per request; a bucket encrypted with a KMS key is refused.
   *
   * A bucket that another app made must let `logdelivery.elasticloadbalancing.amazonaws.com` put objects below `AWSLogs/` by its
   * own policy: it cannot be told from here, and without it the deployment fails.
   *
   * @default - a new bucket that keeps them for 90 days
   */
  readonly accessLogs?: s3.IBucket;

  /**
   * How long the server's log is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Whether the load balancer refuses to be deleted, which also stops the deletion of the stack.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;
}
