import { adot } from './sidecar/adot';
import { cloudWatchAgent } from './sidecar/cloudwatch-agent';
import { fluentBit } from './sidecar/fluent-bit';
import type { SidecarPlan } from './sidecar/plan';
import type { CloudWatchAgentOptions, CustomSidecarOptions, FluentBitOptions, SidecarOptions } from './sidecar-props';

/** A container beside the server in every task: it starts before the server, stops after it, and has limits of its own. */
export class Sidecar {
  /**
   * The AWS Distro for OpenTelemetry: takes the server's traces and sends them to AWS X-Ray.
   *
   * @see https://aws-otel.github.io/docs/setup/ecs
   */
  public static adot(options: SidecarOptions = {}): Sidecar {
    return new Sidecar(adot(options));
  }

  /** The CloudWatch agent: makes all metrics the server has, once a minute, metrics of CloudWatch. */
  public static cloudWatchAgent(options: CloudWatchAgentOptions = {}): Sidecar {
    return new Sidecar(cloudWatchAgent(options));
  }

  /**
   * Fluent Bit: takes the server's lines by FireLens and sends them to CloudWatch Logs, or wherever you say.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
   */
  public static fluentBit(options: FluentBitOptions = {}): Sidecar {
    return new Sidecar(fluentBit(options));
  }

  /** A container of yours. */
  public static custom(options: CustomSidecarOptions): Sidecar {
    const { name, image, cpu, memoryMiB, essential = false, startsAfter = [], ports = [], calls = [] } = options;
    const { command, environment, secrets, healthCheck, user, readonlyRootFilesystem } = options;
    return new Sidecar({
      name,
      image,
      cpu,
      memoryMiB,
      essential,
      startsAfter,
      ports,
      calls,
      container: { command, environment, secrets, healthCheck, user, readonlyRootFilesystem },
    });
  }

  private constructor(
    /** @internal */
    public readonly _plan: SidecarPlan,
  ) {}
}
