import { Duration, type aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireWithin } from '../private/refusals';

/** What can be chosen for scaling on CPU. */
export interface CpuScalingOptions {
  /**
   * The CPU utilisation that scaling aims at, in percent of what the tasks have.
   *
   * @default 60
   */
  readonly targetPercent?: number;
}

type Attach = (scope: Construct, tasks: ecs.ScalableTaskCount) => void;

/** What makes a classifier add and remove tasks. */
export class Scaling {
  /** Classification is CPU work, so utilisation follows load; adds tasks at once, removes them after 5 quiet minutes. */
  public static onCpu(options: CpuScalingOptions = {}): Scaling {
    const { targetPercent = 60 } = options;
    return new Scaling((scope, tasks) => {
      requireWithin(scope, 'scaling-cpu-target', { name: 'targetPercent', value: targetPercent, min: 10, max: 90 });
      tasks.scaleOnCpuUtilization('Cpu', {
        targetUtilizationPercent: targetPercent,
        scaleOutCooldown: Duration.seconds(30),
        scaleInCooldown: Duration.minutes(5),
      });
    });
  }

  private constructor(private readonly attach: Attach) {}

  /** @internal */
  public _attach(scope: Construct, tasks: ecs.ScalableTaskCount): void {
    this.attach(scope, tasks);
  }
}
