import { aws_events as events, aws_iam as iam, Stack, aws_s3 as s3, type aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { tellEventBridge, tellsEventBridgeAlone } from '../../private/bucket-events';
import { refusalText, refuse, warn } from '../../private/refusals';
import type { Notifications } from '../notifications';
import { letQueueFill } from './own-key';
import type { Hearing } from './web-facts';

export interface JobSource {
  readonly bucket: s3.IBucket;
  readonly prefix: string;
  /** Empty: every key. */
  readonly suffixes: readonly string[];
}

/** Makes every new picture a message in the queue, by properties of the bucket alone: no function of the CDK's own. */
export function notify(scope: Construct, { _way }: Notifications, source: JobSource, queue: sqs.Queue): void {
  if (_way === 'direct') notifyDirectly(scope, source, queue);
  if (_way === 'eventBridge') notifyByEvents(scope, source, queue);
}

/** How the job queue hears of uploads: by others, or of those alone whose key ends in one of the suffixes. */
export function hearing({ _way }: Notifications, suffixes: readonly string[] = []): Hearing {
  const byHand = _way === 'none';
  return { byHand, suffixes: byHand ? [] : suffixes.filter((suffix) => suffix !== '') };
}

function notifyDirectly(scope: Construct, { bucket, prefix, suffixes }: JobSource, queue: sqs.Queue): void {
  const own = bucket.node.defaultChild;
  const others = () => bucket.node.tryFindChild('Notifications') !== undefined;
  const problem =
    'inputBucket must be a Bucket of this stack without notifications of its own for Notifications.direct(), got another';
  if (!(own instanceof s3.CfnBucket) || Stack.of(own) !== Stack.of(scope) || others() || !tellsEventBridgeAlone(own))
    refuse(scope, 'fleet-bucket-notifications', problem);
  // Notifications that come later would be written over this one, by a function of the CDK's own.
  const late = refusalText('fleet-bucket-notifications', problem);
  scope.node.addValidation({ validate: () => (others() ? [late] : []) });
  // The bucket's own address would close a circle: the bucket needs this policy before it can have the queue's address.
  const { policyDependable } = queue.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'NewPictures',
      actions: ['sqs:SendMessage'],
      principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
      resources: [queue.queueArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  if (policyDependable) own.node.addDependency(policyDependable);
  letQueueFill(scope, queue, { service: 's3.amazonaws.com' });
  own.notificationConfiguration = {
    ...own.notificationConfiguration,
    queueConfigurations: (suffixes.length > 0 ? suffixes : ['']).map((suffix) => {
      const rules = Object.entries({ prefix, suffix }).flatMap(([name, value]) => (value ? [{ name, value }] : []));
      return {
        event: s3.EventType.OBJECT_CREATED,
        queue: queue.queueArn,
        ...(rules.length > 0 && { filter: { s3Key: { rules } } }),
      };
    }),
  };
}

/** The longest event pattern (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html), less the bucket's name. */
const longestPattern = 2048 - 200;

function notifyByEvents(scope: Construct, { bucket, prefix, suffixes }: JobSource, queue: sqs.Queue): void {
  if (!tellEventBridge(bucket)) warn(scope, 'fleet-bucket-events');
  // A pattern cannot ask for a beginning and an end of the same text, but for both with anything between.
  const keys = suffixes.length > 0 ? suffixes.map((suffix) => ({ wildcard: `${prefix}*${suffix}` })) : [{ prefix }];
  const filtered = prefix !== '' || suffixes.length > 0;
  const { length } = JSON.stringify(keys);
  if (length > longestPattern) {
    const limit = `inputSuffixes with inputPrefix must make a pattern of at most ${longestPattern} characters`;
    refuse(scope, 'fleet-suffixes', `${limit} for Notifications.eventBridge(), got ${length}`);
  }
  const rule = new events.Rule(scope, 'NewPictures', {
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [bucket.bucketName] }, ...(filtered && { object: { key: keys } }) },
    },
    // The CDK's own target names no rule, or nobody at all, in the policy of a queue that has a key.
    targets: [{ bind: () => ({ arn: queue.queueArn }) }],
  });
  queue.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'NewPictures',
      actions: ['sqs:SendMessage'],
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
    }),
  );
  letQueueFill(scope, queue, {
    service: 'events.amazonaws.com',
    // Naming the rule would close a circle: the rule needs the queue, and the queue this key.
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
}
