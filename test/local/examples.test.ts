import type { App } from 'aws-cdk-lib';
import { readAssembly } from '../../local/src/assembly/cloud-assembly';
import { readModel } from '../../local/src/assembly/read-model';
import { modelLines, notSimulatedLines } from '../../local/src/view/summary';
import { example, exampleNames } from '../every-example';

const places = { endpoint: 'http://cloud', site: 'http://site' };

function modelOf(name: string) {
  const { directory } = (example(name, {}).node.root as App).synth();
  const stack = readAssembly(directory, name);
  return { template: stack.template, model: readModel(stack, places) };
}

/** Types that are places, rights and records on AWS: on one machine nothing would be different without them. */
const withoutCounterpart = [
  /^AWS::(EC2|IAM|Logs|KMS|ECR|CDK|ElasticLoadBalancingV2|AutoScaling|CloudFront|WAFv2|Cognito|Route53|SSM|SNS|ServiceDiscovery)::/,
  /^AWS::(SQS::QueuePolicy|S3::BucketPolicy|CloudWatch::Dashboard|CloudWatch::CompositeAlarm)$/,
  /^AWS::Lambda::(Permission|EventInvokeConfig)$/,
  /^AWS::(ECS::CapacityProvider|ECS::ClusterCapacityProviderAssociations|Lambda::LayerVersion)$/,
  /^AWS::ApiGatewayV2::(Authorizer|DomainName|ApiMapping)$/,
  // Names that a proxy of Amazon ECS knows; there is one machine, and its address.
  /^AWS::ServiceDiscovery::/,
  // Keys of callers: nobody outside reaches a server on this machine.
  /^AWS::SecretsManager::Secret$/,
  // Who is told of an alarm.
  /^AWS::SNS::(Topic|TopicPolicy)$/,
  /^Custom::/,
];

describe.each(exampleNames)('%s', (name) => {
  const { template, model } = modelOf(name);

  test('is understood but for what has no counterpart on one machine, and that is listed', () => {
    const listed = notSimulatedLines(model).map((line) => line.replace(/^not simulated: | \(.*$/g, ''));
    const types = listed.filter((what) => /^(AWS|Custom)::[\w:]+$/.test(what));
    expect(types.filter((type) => !withoutCounterpart.some((pattern) => pattern.test(type)))).toEqual([]);
    const expressions = listed.filter((what) => /^(expression|parameter|Fn::|ScheduledActions)/.test(what));
    expect(expressions).toEqual([]);
  });

  test('has every resource either in the model or on that list', () => {
    const known = JSON.stringify(model);
    const helpers = new Set(['AWS::ECS::TaskDefinition', 'AWS::ECS::Cluster', 'AWS::Events::Rule']);
    const wired =
      /^AWS::(Lambda::EventSourceMapping|ApiGatewayV2::(Route|Integration|Stage)|SageMaker::(Model|EndpointConfig))$/;
    const unaccounted = Object.entries(template.Resources).filter(
      ([id, { Type }]) => !known.includes(`"${id}"`) && !helpers.has(Type) && !wired.test(Type),
    );
    expect(unaccounted).toEqual([]);
  });

  test('can be told in lines', () => {
    expect(modelLines(model).join('\n')).toContain(model.services[0]?.id ?? model.endpoints[0].name);
  });
});

test('the queue example has its queues, redrive, notification, environment and policies', () => {
  const { model } = modelOf('queue-fleet');
  const [deadLetters] = model.queues;
  const jobs = model.queues.find(({ deadLetterArn }) => deadLetterArn === deadLetters.arn);
  expect(JSON.parse(jobs?.attributes.RedrivePolicy ?? '')).toEqual({
    deadLetterTargetArn: deadLetters.arn,
    maxReceiveCount: 3,
  });
  expect(model.notifications).toEqual([
    expect.objectContaining({ queueArn: jobs?.arn, events: ['s3:ObjectCreated:*'], form: 's3' }),
  ]);
  const [{ containers }] = model.services;
  expect(containers[0]).toMatchObject({ command: ['work'], cpu: 1024 });
  expect(containers[0].environment.IMAGE_CLASSIFIER_JOB_QUEUE_URL).toBe(jobs?.url);
  expect(model.targets).toMatchObject([{ minimum: 0, maximum: 20 }]);
  expect(model.targets[0].policies.map(({ kind }) => kind)).toEqual(['tracking', 'step', 'step']);
  expect(model.targets[0].schedules.map(({ minimum }) => minimum)).toEqual([5, 0]);
  const [source] = model.eventSources;
  expect(source).toMatchObject({ queueArn: deadLetters.arn, batchSize: 10, partial: true });
  expect(model.functions.map(({ name }) => name)).toContain(source.function);
});
