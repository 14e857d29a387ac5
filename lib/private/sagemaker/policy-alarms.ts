import { createHash } from 'node:crypto';
import { type aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, Stack } from 'aws-cdk-lib';
import type { PolicyAlarm } from '../../contracts/custom-resources/endpoint-guard';
import { policiesOf, type ScaledVariant } from './variant-scaling';

/** An alarm, and the policy of a variant that is among its actions. */
export interface TriggeringAlarm {
  readonly alarm: cloudwatch.CfnAlarm;
  readonly triggers: Pick<PolicyAlarm, 'variant' | 'policy'>;
}

/** The alarms that trigger policies of these variants, read from the tree once it is complete. */
export function triggeringAlarms(variants: readonly ScaledVariant[]): TriggeringAlarm[] {
  return variants.flatMap(({ name: variant, target }) =>
    (target ? policiesOf(target) : []).flatMap((policy) => {
      const alarms = policy.stack.node.findAll().filter(cloudwatch.CfnAlarm.isCfnAlarm);
      const mine = alarms.filter((alarm) => names(alarm, policy));
      return mine.map((alarm) => ({ alarm, triggers: { variant, policy: policy.policyName } }));
    }),
  );
}

function names(
  { stack, alarmActions, okActions, insufficientDataActions }: cloudwatch.CfnAlarm,
  { logicalId }: appscaling.CfnScalingPolicy,
): boolean {
  const id = stack.resolve(logicalId);
  const actions: unknown[] = [alarmActions, okActions, insufficientDataActions].flatMap((list) => stack.resolve(list));
  return actions.some((action) => {
    const { Ref, 'Fn::GetAtt': [of] = [] } = { ...(action as { Ref?: string; 'Fn::GetAtt'?: string[] }) };
    return Ref === id || of === id;
  });
}

/** The same in the words of the guard. */
export function policyAlarm({ alarm, triggers }: TriggeringAlarm): PolicyAlarm {
  const written = JSON.stringify(Stack.of(alarm).resolve(alarm._toCloudFormation()));
  return { ...triggers, alarm: alarm.ref, revision: createHash('sha256').update(written).digest('hex').slice(0, 16) };
}
