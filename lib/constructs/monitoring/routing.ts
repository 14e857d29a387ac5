import {
  ArnFormat,
  aws_cloudwatch as cloudwatch,
  aws_cloudwatch_actions as cloudwatchActions,
  Duration,
  aws_iam as iam,
  aws_kms as kms,
  Lazy,
  Stack,
  aws_sns as sns,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** One message for all alarms that belong together. */
export interface Route {
  readonly alarms: cloudwatch.IAlarm[];
  readonly summary: cloudwatch.CompositeAlarm;
}

export interface RouteOptions {
  readonly description: string;
  readonly actions: cloudwatch.IAlarmAction[];
  /** While this alarm is true, nobody hears of the others. */
  readonly unless?: cloudwatch.IAlarm;
}

/** How long is waited for the alarm that makes others needless, and for them to end after it. */
const wait = { before: Duration.minutes(2), after: Duration.minutes(5) };

/** An alarm that is true while any of its alarms is, and that alone tells somebody: when it begins, and when all is well. */
export function route(scope: Construct, id: string, { description, actions, unless }: RouteOptions): Route {
  const alarms: cloudwatch.IAlarm[] = [];
  // Alarms may be added until the stack is synthesized.
  const rule = () => cloudwatch.AlarmRule.anyOf(...alarms).renderAlarmRule();
  const summary = new cloudwatch.CompositeAlarm(scope, id, {
    alarmDescription: description,
    alarmRule: { renderAlarmRule: () => Lazy.string({ produce: rule }) },
    ...(unless && {
      actionsSuppressor: unless,
      actionsSuppressorWaitPeriod: wait.before,
      actionsSuppressorExtensionPeriod: wait.after,
    }),
  });
  summary.addAlarmAction(...actions);
  summary.addOkAction(...actions);
  return { alarms, summary };
}

/** A topic that only alarms of this account and region, and who has the right, may write to; encrypted, as messages tell of your shop. */
export function alarmTopic(scope: Construct, id: string, key: kms.IKey): sns.Topic {
  const topic = new sns.Topic(scope, id, { masterKey: key, enforceSSL: true });
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      actions: ['sns:Publish'],
      principals: [alarms],
      resources: [topic.topicArn],
      conditions: ofThisAccount(scope),
    }),
  );
  return topic;
}

/** The key of topics: one of AWS's own keys would not let alarms in. */
export function topicKey(scope: Construct): kms.Key {
  const key = new kms.Key(scope, 'Key', { description: 'Messages of alarms', enableKeyRotation: true });
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      principals: [alarms],
      resources: ['*'],
      conditions: ofThisAccount(scope),
    }),
  );
  return key;
}

const alarms = new iam.ServicePrincipal('cloudwatch.amazonaws.com');

function ofThisAccount(scope: Construct) {
  const stack = Stack.of(scope);
  const sourceArn = stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': sourceArn } };
}

export const snsActions = (topic: sns.ITopic): cloudwatch.IAlarmAction[] => [new cloudwatchActions.SnsAction(topic)];
