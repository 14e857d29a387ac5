import type { EndpointModel } from '../endpoint-model';
import type { Subscription, Topic } from '../model';
import type { ReadResource, StackReader } from '../stack-reader';
import type { Fields } from '../template';

const ofTopic = ['TopicName', 'DisplayName', 'Subscription', 'KmsMasterKeyId', 'Tags'];
const ofSubscription = ['TopicArn', 'Protocol', 'Endpoint', 'RawMessageDelivery', 'RedrivePolicy'];

/** The topics that endpoints publish to; those of alarms are silent here. */
export function readTopics(stack: StackReader, endpoints: readonly EndpointModel[]): Topic[] {
  const used = endpoints.flatMap(({ asynchronous }) => [asynchronous?.successTopic, asynchronous?.errorTopic]);
  const apart = stack.resources('AWS::SNS::Subscription', ofSubscription);
  const topics = stack.resources('AWS::SNS::Topic', ofTopic).flatMap(({ id, properties }): Topic[] => {
    const arn = stack.identity(id);
    if (!used.includes(arn)) {
      stack.note('AWS::SNS::Topic', id);
      return [];
    }
    const within = ((properties.Subscription ?? []) as Fields[]).map((fields, place) => {
      return { id: `${id}-${place}`, properties: fields };
    });
    const own = apart.filter(({ properties: { TopicArn } }) => TopicArn === arn);
    return [{ id, arn, subscriptions: [...within, ...own].flatMap((one) => readSubscription(stack, one)) }];
  });
  for (const { id, properties } of apart) {
    if (!topics.some(({ arn }) => arn === properties.TopicArn)) stack.note('AWS::SNS::Subscription', id);
  }
  return topics;
}

/** Queues and functions hear here. */
function readSubscription(stack: StackReader, { id, properties }: ReadResource): Subscription[] {
  const { Protocol, Endpoint, RawMessageDelivery, RedrivePolicy } = properties;
  if (Protocol !== 'lambda' && Protocol !== 'sqs') {
    stack.note(`AWS::SNS::Subscription by ${String(Protocol)}`, id);
    return [];
  }
  const deadLetters = (RedrivePolicy as Fields | undefined)?.deadLetterTargetArn;
  return [
    {
      id,
      protocol: Protocol,
      endpoint: String(Endpoint),
      raw: String(RawMessageDelivery) === 'true',
      ...(deadLetters !== undefined && { deadLetterArn: String(deadLetters) }),
    },
  ];
}
