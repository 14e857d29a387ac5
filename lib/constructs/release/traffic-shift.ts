import { type aws_cloudwatch as cloudwatch, aws_ecs as ecs, aws_elasticloadbalancingv2 as elbv2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import { serviceResource } from '../../private/tasks/deployment-alarms';
import { forwardingRule } from './forwarding-rule';
import { checkPictures } from './golden-check';
import type { ReleaseSite } from './release-site';
import { paceOf, type Shift } from './steps';
import { openTestWay, requireTestWay } from './test-way';
import { trafficRole } from './traffic-rights';

const { IP, INSTANCE } = elbv2.TargetType;
/** Behind every rule of yours, as the last that matches. */
const lastPriority = 50_000;

/** A second group of tasks, a rule that says how much of the traffic each group has, and Amazon ECS, which moves it. */
export function shiftTraffic(
  scope: Construct,
  shift: Shift,
  site: ReleaseSite,
  alarmActions: cloudwatch.IAlarmAction[],
): void {
  const { service, vpc, entrance, scalesOnGroup } = site;
  if (!entrance) {
    refuse(scope, 'release-load-balancer', 'release must be Release.rolling() without a load balancer, got another');
  }
  const { listener, targetGroup: blue, targetGroupProps } = entrance;
  if (scalesOnGroup) {
    refuse(
      scope,
      'release-scaling',
      'scaling must not follow the requests of one group of tasks, got Scaling.onRequests()',
    );
  }
  if (site.access.signIn) {
    refuse(scope, 'release-sign-in', 'release must be Release.rolling() with signIn, got another');
  }
  const pace = paceOf(scope, shift);
  requireTestWay(scope, shift, site);
  const targetType = service.taskDefinition.networkMode === ecs.NetworkMode.AWS_VPC ? IP : INSTANCE;
  const green = new elbv2.ApplicationTargetGroup(scope, 'Tasks', { ...targetGroupProps, vpc, targetType });
  const production = forwardingRule(scope, 'Production', {
    listener,
    priority: lastPriority,
    conditions: [elbv2.ListenerCondition.pathPatterns(['/*'])],
    action: elbv2.ListenerAction.weightedForward([
      { targetGroup: blue, weight: 100 },
      { targetGroup: green, weight: 0 },
    ]),
  });
  const way = shift.goldenPictures && openTestWay(scope, shift, site, { ...entrance, green });
  const rules = [production, ...(way ? [way.rule] : [])].map(({ listenerRuleArn }) => listenerRuleArn);
  const groups = [blue, green].map(({ targetGroupArn }) => targetGroupArn);
  const resource = serviceResource(service);
  for (const [name, value] of Object.entries(pace))
    resource.addPropertyOverride(`DeploymentConfiguration.${name}`, value);
  resource.addPropertyOverride('LoadBalancers.0.AdvancedConfiguration', {
    AlternateTargetGroupArn: green.targetGroupArn,
    ProductionListenerRule: production.listenerRuleArn,
    TestListenerRule: way?.rule.listenerRuleArn,
    RoleArn: trafficRole(scope, { groups, rules }).roleArn,
  });
  if (shift.goldenPictures && way) checkPictures(scope, shift.goldenPictures, way, site, alarmActions);
}
