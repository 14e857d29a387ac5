import { aws_iam as iam, aws_kms as kms, Names, aws_sns as sns, type aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { SageMakerEndpointClassifier } from '../sagemaker-endpoint-classifier';
import { letQueueFill } from '../upload-classifier/own-key';
import type { AnsweringEndpoint } from './required';

/** A short answer comes along with what a topic says of it. */
const included = ['SUCCESS_NOTIFICATION_TOPIC', 'ERROR_NOTIFICATION_TOPIC'];

/** Makes an endpoint tell a queue of every answer and every failure, by the topics it has or by new ones. */
export function tellAnswers(
  scope: Construct,
  endpoint: SageMakerEndpointClassifier,
  { config }: AnsweringEndpoint,
  queue: sqs.Queue,
): void {
  const { outputConfig } = config as { outputConfig: { notificationConfig?: Record<string, string | undefined> } };
  const { successTopic, errorTopic } = outputConfig.notificationConfig ?? {};
  const topics = [
    topic(scope, endpoint, { id: 'Answered', existing: successTopic }),
    topic(scope, endpoint, { id: 'Unanswered', existing: errorTopic }),
  ];
  for (const told of topics) subscribe(queue, told);
  letQueueFill(scope, queue, { service: 'sns.amazonaws.com' });
  endpoint.endpointConfig.asyncInferenceConfig = {
    ...config,
    outputConfig: {
      ...(outputConfig as object),
      notificationConfig: {
        successTopic: topics[0].topicArn,
        errorTopic: topics[1].topicArn,
        includeInferenceResponseIn: included,
      },
    },
  };
}

/** The CDK's own subscription would name the topic in the policy of a key, which may be of a stack that both of them need. */
function subscribe(queue: sqs.Queue, topic: sns.ITopic): void {
  const { policyDependable } = queue.addToResourcePolicy(
    new iam.PolicyStatement({
      actions: ['sqs:SendMessage'],
      principals: [new iam.ServicePrincipal('sns.amazonaws.com')],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
    }),
  );
  const subscription = new sns.Subscription(queue, Names.nodeUniqueId(topic.node), {
    topic,
    rawMessageDelivery: true,
    protocol: sns.SubscriptionProtocol.SQS,
    endpoint: queue.queueArn,
  });
  if (policyDependable) subscription.node.addDependency(policyDependable);
}

/** New topics belong to the endpoint, which speaks to them: it may be of another stack, which must not need this one. */
function topic(
  scope: Construct,
  endpoint: SageMakerEndpointClassifier,
  { id, existing }: { id: string; existing: string | undefined },
): sns.ITopic {
  if (existing !== undefined) return sns.Topic.fromTopicArn(scope, id, existing);
  const found = endpoint.node.tryFindChild(id);
  if (found) return found as sns.Topic;
  // The key of Amazon SNS for the account, which whoever may publish may use.
  const masterKey = kms.Alias.fromAliasName(endpoint, `${id}Key`, 'alias/aws/sns');
  const made = new sns.Topic(endpoint, id, { masterKey, enforceSSL: true });
  const resourceArns = [made.topicArn];
  iam.Grant.addToPrincipal({ grantee: endpoint.role, actions: ['sns:Publish'], resourceArns });
  return made;
}
