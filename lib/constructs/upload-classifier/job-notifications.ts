import {
  aws_events as events,
  aws_iam as iam,
  Stack,
  aws_s3 as s3,
  type aws_sqs as sqs,
  aws_events_targets as targets,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import type { Notifications } from '../notifications';

export interface JobSource {
  readonly bucket: s3.IBucket;
  readonly prefix: string;
  /** Empty: every key. */
  readonly suffixes: readonly string[];
}

/** Makes every new picture a message in the queue, by properties of the bucket alone: no function of the CDK's own. */
export function notify(scope: Construct, { _way }: Notifications, source: JobSource, queue: sqs.Queue): void {
  requireDistinct(scope, source.suffixes);
  if (_way === 'direct') notifyDirectly(scope, source, queue);
  if (_way === 'eventBridge') notifyByEvents(scope, source, queue);
}

function notifyDirectly(scope: Construct, { bucket, prefix, suffixes }: JobSource, queue: sqs.Queue): void {
  const own = bucket.node.defaultChild;
  const alone = !bucket.node.tryFindChild('Notifications');
  if (!(own instanceof s3.CfnBucket) || Stack.of(own) !== Stack.of(scope) || own.notificationConfiguration || !alone) {
    const problem =
      'inputBucket must be a Bucket of this stack without notifications of its own for Notifications.direct()';
    refuse(scope, 'fleet-bucket-notifications', `${problem}, got another`);
  }
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
  own.notificationConfiguration = {
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

function notifyByEvents(scope: Construct, { bucket, prefix, suffixes }: JobSource, queue: sqs.Queue): void {
  const own = bucket.node.defaultChild;
  if (own instanceof s3.CfnBucket && !own.notificationConfiguration && !bucket.node.tryFindChild('Notifications')) {
    own.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }
  // A pattern cannot ask for a beginning and an end of the same text, but for both with anything between.
  const keys = suffixes.length > 0 ? suffixes.map((suffix) => ({ wildcard: `${prefix}*${suffix}` })) : [{ prefix }];
  const filtered = prefix !== '' || suffixes.length > 0;
  new events.Rule(scope, 'NewPictures', {
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [bucket.bucketName] }, ...(filtered && { object: { key: keys } }) },
    },
    targets: [new targets.SqsQueue(queue)],
  });
}

/** Amazon S3 refuses two filters that one key can pass. */
function requireDistinct(scope: Construct, suffixes: readonly string[]): void {
  for (const [place, suffix] of suffixes.entries()) {
    const other = suffixes.find((candidate, at) => at !== place && candidate.endsWith(suffix));
    if (other === undefined) continue;
    refuse(scope, 'fleet-suffixes', `inputSuffixes must not end in one another, got "${suffix}" and "${other}"`);
  }
}
