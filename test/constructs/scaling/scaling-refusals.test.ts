import { aws_applicationautoscaling as appscaling, Duration, Token } from 'aws-cdk-lib';
import { type EcsFargateClassifierProps, type Peak, Scaling } from '../../../lib';
import type { RefusalId } from '../../../lib/private/refusals';
import { shopWith } from '../synthesized';

type Mistake = readonly [props: EcsFargateClassifierProps, problem: string];

const sale = (workers: number): Peak => ({
  name: 'Sale',
  workers,
  from: appscaling.Schedule.cron({ hour: '8' }),
  until: appscaling.Schedule.cron({ hour: '9' }),
});
const onWork = Scaling.onConcurrency();

const mistakes: Record<Extract<RefusalId, `scaling-${string}`>, Mistake[]> = {
  'scaling-concurrency-target': [
    [{ scaling: Scaling.onConcurrency({ target: 1 }) }, 'target must be between 0.1 and 0.95, got 1'],
    [{ scaling: Scaling.onConcurrency({ target: Number.NaN }) }, 'target must be between 0.1 and 0.95, got NaN'],
    [
      { scaling: Scaling.onConcurrency({ target: Token.asNumber({ Ref: 'Target' }) }) },
      'target must be known when the app is synthesized, got a token',
    ],
  ],
  'scaling-cpu-target': [
    [{ scaling: Scaling.onCpu({ targetPercent: 95 }) }, 'targetPercent must be between 10 and 90, got 95'],
  ],
  'scaling-guard-alone': [
    [{ scaling: Scaling.onCpu().withSpikeGuard() }, 'a spike guard must have Scaling.onConcurrency(), got cpu'],
    [
      { scaling: Scaling.onRequests({ perTarget: 100 }).withLatencyGuard({ slowest: Duration.seconds(1) }) },
      'a latency guard must have Scaling.onConcurrency(), got requests',
    ],
  ],
  'scaling-latency-guard': [
    [
      { scaling: onWork.withLatencyGuard({ slowest: Duration.seconds(30) }) },
      'slowest must be more than 0 s and less than requestTimeout (30 s), got 30 s',
    ],
    [
      {
        server: { requestTimeout: Duration.seconds(2) },
        scaling: onWork.withLatencyGuard({ slowest: Duration.seconds(5) }),
      },
      'slowest must be more than 0 s and less than requestTimeout (2 s), got 5 s',
    ],
  ],
  'scaling-peaks': [
    [{ schedules: [sale(5), sale(6)] }, 'schedules must have different names, got Sale twice'],
    [{ schedules: [sale(21)] }, 'workers of Sale must be between 2 and 20, got 21'],
    [{ minTasks: 4, schedules: [sale(3)] }, 'workers of Sale must be between 4 and 20, got 3'],
  ],
  'scaling-prediction': [
    [
      { scaling: onWork.withPrediction({ ahead: Duration.hours(1) }) },
      'ahead in seconds must be between 0 and 3599, got 3600',
    ],
  ],
  'scaling-requests': [
    [{ scaling: Scaling.onRequests({ perTarget: 0 }) }, 'perTarget must be between 1 and 1000000, got 0'],
  ],
  'scaling-sheds-first': [
    [
      { server: { maxWaiting: 1 } },
      'the server must serve 99 % at the target (0.6 pictures at once per inference process), got 18 % turned away',
    ],
    [
      { server: { requestTimeout: Duration.millis(300) } },
      'the server must serve 99 % at the target (0.6 pictures at once per inference process), got 9.9 % turned away',
    ],
    [
      { scaling: Scaling.onRequests({ perTarget: 900 }) },
      'the server must serve 99 % at the target (1.5 pictures at once per inference process), got 33 % turned away',
    ],
  ],
  'scaling-spike-guard': [
    [
      { scaling: onWork.withSpikeGuard({ above: 0.7 }) },
      'above must be between 0.72 and 2 for a target of 0.6, got 0.7',
    ],
    [{ scaling: onWork.withSpikeGuard({ above: 3 }) }, 'above must be between 0.72 and 2 for a target of 0.6, got 3'],
    [
      { scaling: Scaling.onConcurrency({ target: 0.8 }).withSpikeGuard() },
      'above must be between 0.96 and 2 for a target of 0.8, got 0.9',
    ],
  ],
  'scaling-twice': [
    [
      { scaling: onWork.withSpikeGuard().withSpikeGuard() },
      'scaling must have every part once, got a spike guard twice',
    ],
    [
      { scaling: onWork.withPrediction().withPrediction() },
      'scaling must have every part once, got a prediction twice',
    ],
  ],
};

describe.each(Object.entries(mistakes))('%s', (id, cases) => {
  test.each(cases)('is refused where it is written (%#)', (props, problem) => {
    expect(() => shopWith(() => props)).toThrow(new Error(`Shop/Classifier: ${problem} [${id}]`));
  });
});
