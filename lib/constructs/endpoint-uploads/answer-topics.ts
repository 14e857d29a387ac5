import {
  aws_iam as iam,
  aws_kms as kms,
  aws_sns as sns,
  type aws_sqs as sqs,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { SageMakerEndpointClassifier } from '../sagemaker-endpoint-classifier';
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
  for (const told of topics)
    told.addSubscription(new subscriptions.SqsSubscription(queue, { rawMessageDelivery: true }));
  endpoint.endpointConfig.asyncInferenceConfig = {
    ...config,
    outputConfig: {
      ...(outputConfig as object),
      notificationConfig: {
        ...{ successTopic: topics[0].topicArn, errorTopic: topics[1].topicArn },
        includeInferenceResponseIn: included,
      },
    },
  };
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
