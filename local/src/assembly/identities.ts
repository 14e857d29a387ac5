import type { Fields } from './template';

/** Where the parts of a stack answer on this machine. */
export interface Places {
  /** S3 and SQS. */
  readonly endpoint: string;
  /** The page and the APIs, such as `http://127.0.0.1:8080`. */
  readonly site: string;
}

export const account = '000000000000';
export const region = 'us-east-1';

interface Identity {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

type Identify = (id: string, properties: Fields, places: Places) => Identity;

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
const nameOf = (given: unknown, id: string) => (typeof given === 'string' && given !== '' ? given : id);

/** What resources are called here, by type; names that the template gives stay. */
const identities: Readonly<Record<string, Identify>> = {
  'AWS::SQS::Queue': (id, { QueueName }, { endpoint }) => {
    const name = nameOf(QueueName, id).slice(0, 80);
    const ref = `${endpoint}/${account}/${name}`;
    return { ref, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: ref } };
  },
  'AWS::S3::Bucket': (id, { BucketName }, { endpoint }) => {
    const name = nameOf(BucketName, id.toLowerCase()).slice(0, 63);
    const host = endpoint.replace(/^https?:\/\//, '');
    const domain = { DomainName: `${host}/${name}`, RegionalDomainName: `${host}/${name}` };
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, ...domain } };
  },
  'AWS::ECS::Cluster': (id, { ClusterName }) => {
    const name = nameOf(ClusterName, id);
    return { ref: name, attributes: { Arn: arn('ecs', `cluster/${name}`) } };
  },
  'AWS::ECS::Service': (id, { ServiceName, Cluster }) => {
    const name = nameOf(ServiceName, id);
    const ref = arn('ecs', `service/${clusterName(Cluster)}/${name}`);
    return { ref, attributes: { Name: name, ServiceArn: ref } };
  },
  'AWS::Lambda::Function': (id, { FunctionName }) => {
    const name = nameOf(FunctionName, id);
    return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
  },
  'AWS::SageMaker::Model': (id, { ModelName }) => named('model', 'Model', nameOf(ModelName, id)),
  'AWS::SageMaker::EndpointConfig': (id, { EndpointConfigName }) =>
    named('endpoint-config', 'EndpointConfig', nameOf(EndpointConfigName, id)),
  'AWS::SageMaker::Endpoint': (id, { EndpointName }) => named('endpoint', 'Endpoint', nameOf(EndpointName, id)),
  'AWS::SageMaker::InferenceComponent': (id, { InferenceComponentName }) =>
    named('inference-component', 'InferenceComponent', nameOf(InferenceComponentName, id)),
  'AWS::SNS::Topic': (id, { TopicName }) => {
    const name = nameOf(TopicName, id);
    return { ref: arn('sns', name), attributes: { TopicArn: arn('sns', name), TopicName: name } };
  },
  'AWS::ApiGatewayV2::Api': (id, _properties, { site }) => ({ ref: id, attributes: { ApiEndpoint: site, ApiId: id } }),
  'AWS::CloudFront::Distribution': (id, _properties, { site }) => {
    return { ref: id, attributes: { DomainName: site.replace(/^https?:\/\//, ''), Id: id } };
  },
  'AWS::ApplicationAutoScaling::ScalingPolicy': (id) => {
    const ref = arn('autoscaling', `scalingPolicy:${id}`);
    return { ref, attributes: { Arn: ref } };
  },
  'AWS::ApplicationAutoScaling::ScalableTarget': (id) => ({ ref: id, attributes: { Id: id } }),
};

/** Of SageMaker's resources `Ref` is the ARN, and the attributes repeat their kind. */
function named(path: string, kind: string, given: string): Identity {
  const name = given.slice(0, 63);
  const ref = arn('sagemaker', `${path}/${name}`);
  return { ref, attributes: { [`${kind}Name`]: name, [`${kind}Arn`]: ref } };
}

/** What `Ref` (no attribute) or `Fn::GetAtt` gives for a resource; what has no meaning here gets a name of the same form. */
export function identityOf(
  { Type, id, properties }: { Type: string; id: string; properties: Fields },
  attribute: string | undefined,
  places: Places,
): string {
  const service = Type.split('::')[1]?.toLowerCase() ?? 'none';
  const { ref, attributes } = identities[Type]?.(id, properties, places) ?? { ref: id, attributes: {} };
  if (attribute === undefined) return ref;
  return attributes[attribute] ?? (/Arn$/.test(attribute) ? arn(service, id) : `${id}.${attribute}`);
}

/** The name in what a service calls its cluster: a name or an ARN. */
export function clusterName(cluster: unknown): string {
  return typeof cluster === 'string' ? (cluster.split('/').at(-1) ?? cluster) : 'default';
}
