/** From zero to five instances by what waits: the policies that AWS describes for asynchronous endpoints. */
export function backlogScaling(endpoint: string, variant: string): object {
  const of = {
    ResourceId: `endpoint/${endpoint}/variant/${variant}`,
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    ServiceNamespace: 'sagemaker',
  };
  const metric = (MetricName: string) => ({
    Namespace: 'AWS/SageMaker',
    MetricName,
    Dimensions: [{ Name: 'EndpointName', Value: endpoint }],
  });
  const policy = (PolicyType: string, rest: object) => ({
    Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    Properties: { PolicyName: PolicyType, PolicyType, ScalingTargetId: { Ref: 'Target' }, ...rest },
  });
  return {
    Target: {
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: { ...of, MinCapacity: 0, MaxCapacity: 5, RoleARN: 'arn' },
    },
    Wake: policy('StepScaling', {
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        Cooldown: 300,
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      },
    }),
    Follow: policy('TargetTrackingScaling', {
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 5,
        ScaleInCooldown: 60,
        CustomizedMetricSpecification: { ...metric('ApproximateBacklogSizePerInstance'), Statistic: 'Average' },
      },
    }),
    Waiting: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        ...metric('HasBacklogWithoutCapacity'),
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        EvaluationPeriods: 2,
        Period: 60,
        Statistic: 'Average',
        TreatMissingData: 'missing',
        AlarmActions: [{ Ref: 'Wake' }],
      },
    },
  };
}
