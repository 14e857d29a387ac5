import type { Bucket, ObjectNotification } from '../model';
import type { StackReader } from '../stack-reader';
import { type Fields, isFields } from '../template';

export interface BucketsAndNotifications {
  readonly buckets: readonly Bucket[];
  readonly notifications: readonly ObjectNotification[];
}

/** The buckets of a stack and what they tell queues, directly or through rules of EventBridge. */
export function readBuckets(stack: StackReader): BucketsAndNotifications {
  const direct: ObjectNotification[] = [];
  const heard = new Set<string>();
  const buckets = stack
    .resources('AWS::S3::Bucket', ['BucketName', 'NotificationConfiguration'])
    .map(({ id, properties }) => {
      const bucket = { id, name: stack.identity(id) };
      const configuration = isFields(properties.NotificationConfiguration) ? properties.NotificationConfiguration : {};
      for (const [kind, lines] of Object.entries(configuration)) {
        if (kind === 'QueueConfigurations') {
          direct.push(...(lines as Fields[]).map((line) => readDirect(bucket.name, line)));
        } else if (kind === 'EventBridgeConfiguration') heard.add(bucket.name);
        else stack.note(`AWS::S3::Bucket.NotificationConfiguration.${kind}`, id);
      }
      return bucket;
    });
  return { buckets, notifications: [...direct, ...readRules(stack, heard, new Set(buckets.map(({ name }) => name)))] };
}

function readDirect(bucket: string, { Event, Queue, Filter }: Fields): ObjectNotification {
  const rules = ((Filter as { S3Key?: { Rules?: Fields[] } })?.S3Key?.Rules ?? []) as readonly Fields[];
  const rule = (name: string) => String(rules.find(({ Name }) => String(Name).toLowerCase() === name)?.Value ?? '');
  const filter = { prefix: rule('prefix'), suffix: rule('suffix') };
  return { bucket, queueArn: String(Queue), events: [String(Event)], ...filter, form: 's3' };
}

function readRules(stack: StackReader, heard: ReadonlySet<string>, own: ReadonlySet<string>): ObjectNotification[] {
  const rules = stack.resources('AWS::Events::Rule', ['Name', 'Description', 'EventPattern', 'State', 'Targets']);
  return rules.flatMap(({ id, properties }) => {
    const { EventPattern: pattern, State, Targets = [] } = properties;
    if (State === 'DISABLED') return [];
    const detail = isFields(pattern) && isFields(pattern.detail) ? pattern.detail : undefined;
    const created = isFields(pattern) && asList(pattern['detail-type']).includes('Object Created');
    const names = asList((detail?.bucket as Fields | undefined)?.name).map(String);
    const keys = keyFilters((detail?.object as Fields | undefined)?.key);
    if (!created || names.length === 0 || keys === undefined) {
      stack.note('AWS::Events::Rule.EventPattern', id);
      return [];
    }
    return (Targets as Fields[]).flatMap(({ Arn }) => {
      if (!String(Arn).startsWith('arn:aws:sqs:')) {
        stack.note(`AWS::Events::Rule.Targets ${String(Arn)}`, id);
        return [];
      }
      // A bucket of this stack that does not speak to EventBridge is silent on AWS as well.
      const speaking = names.filter((name) => heard.has(name) || !own.has(name));
      return speaking.flatMap((bucket) =>
        keys.map((filter): ObjectNotification => {
          return { bucket, queueArn: String(Arn), events: ['s3:ObjectCreated:*'], ...filter, form: 'event-bridge' };
        }),
      );
    });
  });
}

interface KeyFilter {
  readonly prefix: string;
  readonly suffix: string;
}

/** What a pattern asks of a key, or nothing where that is not understood. */
function keyFilters(key: unknown): KeyFilter[] | undefined {
  if (key === undefined) return [{ prefix: '', suffix: '' }];
  const filters = asList(key).map((item): KeyFilter | undefined => {
    if (!isFields(item)) return undefined;
    if (typeof item.prefix === 'string') return { prefix: item.prefix, suffix: '' };
    if (typeof item.suffix === 'string') return { prefix: '', suffix: item.suffix };
    const [prefix, suffix, ...more] = typeof item.wildcard === 'string' ? item.wildcard.split('*') : [];
    return suffix === undefined || more.length > 0 ? undefined : { prefix, suffix };
  });
  return filters.every((filter) => filter !== undefined) ? filters : undefined;
}

function asList(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
