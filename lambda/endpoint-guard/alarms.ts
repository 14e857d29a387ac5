import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import type { PolicyAlarm } from '../../lib/contracts/custom-resources/endpoint-guard';
import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';

/** The ARN of a policy, by variant and name, where there is such a policy. */
export type PolicyArns = (variant: string, policy: string) => string | undefined;

/**
 * Points alarms at the policies that they trigger. An alarm knows its policy by an ARN, which is another one once the policy was
 * put again; everything else of the alarm stays as it is, its state and its tags too.
 *
 * @throws DeploymentFailure guard-alarm once all were tried, if one of them cannot trigger its policy
 */
export async function pointAlarms(
  cloudwatch: CloudWatchClient,
  alarms: readonly PolicyAlarm[],
  arns: PolicyArns,
  signal: AbortSignal,
): Promise<void> {
  const problems: string[] = [];
  for (const { variant, policy, alarm } of alarms) {
    try {
      await point(cloudwatch, alarm, arns(variant, policy), signal);
    } catch (error) {
      signal.throwIfAborted();
      const { name, message } = error as Error;
      problems.push(`${alarm} of ${policy} of ${variant}: ${name === 'Error' ? '' : `${name}: `}${message}`);
    }
  }
  if (problems.length > 0) throw new DeploymentFailure('guard-alarm', problems.join('; '));
}

async function point(
  cloudwatch: CloudWatchClient,
  name: string,
  arn: string | undefined,
  abortSignal: AbortSignal,
): Promise<void> {
  if (!arn) throw new Error('The policy is not there.');
  const asked = new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm'] });
  const { MetricAlarms: [alarm] = [] } = await cloudwatch.send(asked, { abortSignal });
  if (!alarm) throw new Error('The alarm is not there.');
  const pointed = pointedAt(alarm, arn);
  const actions = lists.flatMap((list) => pointed[list]);
  if (!actions.includes(arn)) throw new Error(`The alarm does not have it among its actions; it is ${arn}.`);
  if (lists.every((list) => isSame(pointed[list], alarm[list] ?? []))) return;
  await cloudwatch.send(new PutMetricAlarmCommand({ ...alarm, AlarmName: name, ...pointed }), { abortSignal });
  console.info({ outcome: 'alarm pointed at its policy', alarm: name, arn });
}

const lists = ['AlarmActions', 'OKActions', 'InsufficientDataActions'] as const;

function pointedAt(alarm: MetricAlarm, arn: string): Record<(typeof lists)[number], string[]> {
  const exchanged = (actions: string[] = []) => [
    ...new Set(actions.map((action) => (policyOf(action) === policyOf(arn) ? arn : action))),
  ];
  return {
    AlarmActions: exchanged(alarm.AlarmActions),
    OKActions: exchanged(alarm.OKActions),
    InsufficientDataActions: exchanged(alarm.InsufficientDataActions),
  };
}

/** What stays the same of `arn:aws:autoscaling:region:account:scalingPolicy:{uuid}:resource/sagemaker/{target}:policyName/{name}`. */
const policyOf = (arn: string) => arn.replace(/:scalingPolicy:[^:]+:/, ':scalingPolicy:');

const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((action, place) => action === other[place]);
