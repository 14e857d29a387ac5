type Properties = Readonly<Record<string, unknown>>;

/** The bucket of the assets, as the CDK writes its name. */
export const assetBucket = {
  'Fn::Join': ['-', ['cdk-hnb659fds-assets', { Ref: 'AWS::AccountId' }, { Ref: 'AWS::Region' }]],
};

/** Where an asset lies once it is deployed. */
export const assetUrl = (key: string) => ({ 'Fn::Join': ['', ['s3://', assetBucket, `/${key}`]] });

export const container = (modelDataUrl: unknown, more: Properties = {}) => ({
  Image: { 'Fn::Join': ['', [{ Ref: 'AWS::AccountId' }, '.dkr.ecr.us-east-1.amazonaws.com/assets:0123']] },
  ModelDataUrl: modelDataUrl,
  ...more,
  Environment: { IMAGE_CLASSIFIER_PROCESSES: '1', ...((more.Environment ?? {}) as object) },
});

export const model = (...containers: object[]) => ({
  Type: 'AWS::SageMaker::Model',
  Properties: {
    ExecutionRoleArn: 'arn:aws:iam::000000000000:role/run',
    EnableNetworkIsolation: true,
    ...hold(containers),
  },
});

function hold(containers: readonly object[]): object {
  return containers.length === 1 ? { PrimaryContainer: containers[0] } : { Containers: containers };
}

export const variant = (name: string, modelId: string, more: Properties = {}) => ({
  VariantName: name,
  ModelName: { 'Fn::GetAtt': [modelId, 'ModelName'] },
  InstanceType: 'ml.c7g.xlarge',
  InitialInstanceCount: 1,
  InitialVariantWeight: 1,
  ...more,
});

/** An endpoint and its configuration, by its name. */
export const endpoint = (name: string, variants: readonly object[], more: Properties = {}) => ({
  [`${name}Config`]: { Type: 'AWS::SageMaker::EndpointConfig', Properties: { ProductionVariants: variants, ...more } },
  [`${name}Endpoint`]: {
    Type: 'AWS::SageMaker::Endpoint',
    Properties: { EndpointName: name, EndpointConfigName: { 'Fn::GetAtt': [`${name}Config`, 'EndpointConfigName'] } },
  },
});
