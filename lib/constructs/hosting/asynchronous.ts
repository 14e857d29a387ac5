import { Duration, type aws_s3 as s3, type aws_sns as sns, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allowObjects, allowUploads } from '../../private/exact-rights';
import { lastingBucket } from '../../private/lasting-bucket';
import { refuse } from '../../private/refusals';
import { machineOf } from '../../private/sagemaker/hosting-instances';
import type { ServedModelOptions } from '../hosting-props';
import type { Peak } from '../peak';
import type { CountPolicy } from '../scaling/endpoint-tracking';
import { requirePeaks } from '../scaling/peaks';
import { driverFor, type GpuDriver } from './gpu-driver';
import { instanceVariant, usualInstanceType } from './hosted-instances';
import { type Hosted, type HostingSite, mainVariant } from './hosting-site';
import { modelResource } from './model-resource';
import type { ScaledCount } from './scaled-count';
import { servedContainer, servesDemo } from './served-container';

/** What can be chosen for an endpoint that answers later, into Amazon S3. */
export interface AsynchronousOptions extends ServedModelOptions {
  /**
   * The instance type, such as `ml.c7g.xlarge`; images are built for its processors.
   *
   * @default 'ml.c7g.xlarge'
   */
  readonly instanceType?: string;

  /**
   * The NVIDIA driver of instances with GPUs.
   *
   * @default - GpuDriver.R580 where the bundled image uses GPUs; for other images what Amazon SageMaker gives the instance type
   */
  readonly gpuDriver?: GpuDriver;

  /**
   * The fewest instances that ever run; 0 costs nothing while nothing comes.
   *
   * @default 0
   */
  readonly minInstances?: number;

  /**
   * The most instances that ever run.
   *
   * @default 20
   */
  readonly maxInstances?: number;

  /**
   * Times that are known to be busy: they raise the minimum.
   *
   * @default - none
   */
  readonly schedules?: Peak[];

  /**
   * How many requests may wait for each instance before another one starts.
   *
   * @default 5
   */
  readonly backlogPerInstance?: number;

  /**
   * How many requests one instance gets at once.
   *
   * @default - as many as it has vCPUs
   */
  readonly concurrencyPerInstance?: number;

  /**
   * Where pictures lie that calls name; the containers' role may read them. Calls may bring small pictures with them instead.
   *
   * @default - none
   */
  readonly inputBucket?: s3.IBucket;

  /**
   * Where answers and failures are written, below `answers/` and `failures/`.
   *
   * @default - a new bucket that keeps them for 30 days
   */
  readonly outputBucket?: s3.IBucket;

  /**
   * Told of every answer.
   *
   * @default - nobody
   */
  readonly successTopic?: sns.ITopic;

  /**
   * Told of every failure.
   *
   * @default - nobody
   */
  readonly errorTopic?: sns.ITopic;
}

const answersPrefix = 'answers/';
const failuresPrefix = 'failures/';
const usualBacklog = 5;

/** One model that answers into Amazon S3. */
export function asynchronous(scope: Construct, site: HostingSite, options: AsynchronousOptions): Hosted {
  const { instanceType = usualInstanceType, minInstances = 0 } = options;
  const machine = machineOf(scope, instanceType);
  const place = new Construct(scope, mainVariant);
  const { definition, described } = servedContainer(place, site, options, { machine, archived: false });
  const model = modelResource(place, 'Model', site, { primaryContainer: definition });
  const { inputBucket, successTopic, errorTopic, concurrencyPerInstance = machine.vcpus } = options;
  const bucket = options.outputBucket ?? answers(scope);
  for (const prefix of [answersPrefix, failuresPrefix]) allowUploads(site.role, { bucket, prefix });
  if (inputBucket) allowObjects(site.role, { bucket: inputBucket, actions: ['s3:GetObject'] });
  for (const topic of [successTopic, errorTopic]) topic?.grantPublish(site.role);
  requireBacklog(scope, options.backlogPerInstance);
  for (const topic of [successTopic, errorTopic]) {
    if (topic?.fifo) refuse(scope, 'sagemaker-asynchronous-topic', 'topics must be of the standard kind, got FIFO');
  }
  const gpuDriver = driverFor([described], options.gpuDriver);
  const count = backlogCount(place, site, { ...options, instanceType });
  return {
    described: {
      mode: 'asynchronous',
      variants: [
        {
          gpuDriver,
          name: mainVariant,
          instanceType,
          minInstances,
          maxInstances: count.max,
          containers: [described],
          scales: minInstances !== count.max,
        },
      ],
      asynchronous: { maxConcurrency: concurrencyPerInstance },
    },
    config: {
      productionVariants: [
        {
          ...instanceVariant(mainVariant, model.attrModelName, {
            instanceType,
            gpuDriver,
            count: minInstances,
            weight: 1,
          }),
          // Instances take what waits; nothing is sent to one rather than to another.
          routingConfig: undefined,
        },
      ],
      asyncInferenceConfig: {
        clientConfig: { maxConcurrentInvocationsPerInstance: concurrencyPerInstance },
        outputConfig: {
          // Amazon SageMaker puts the slash itself, as in every example of AWS.
          s3OutputPath: `s3://${bucket.bucketName}/${answersPrefix.slice(0, -1)}`,
          s3FailurePath: `s3://${bucket.bucketName}/${failuresPrefix.slice(0, -1)}`,
          kmsKeyId: bucket.encryptionKey?.keyArn,
          notificationConfig:
            successTopic || errorTopic
              ? { successTopic: successTopic?.topicArn, errorTopic: errorTopic?.topicArn }
              : undefined,
        },
      },
    },
    variantNames: [mainVariant],
    counts: [count],
    addressees: [{}],
    demoModel: servesDemo(options),
    answers: { bucket, answersPrefix, failuresPrefix, successTopic, errorTopic },
  };
}

function requireBacklog(scope: Construct, value = usualBacklog): void {
  if (Token.isUnresolved(value) || value > 0) return;
  refuse(scope, 'sagemaker-asynchronous-backlog', `backlogPerInstance must be more than 0, got ${value}`);
}

function answers(scope: Construct) {
  const lifecycleRules = [{ expiration: Duration.days(30) }];
  return lastingBucket(scope, 'Answers', { keepReplaced: Duration.days(1), lifecycleRules });
}

/**
 * Instances by what waits for each of them, and the first one as soon as anything waits.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
 */
function backlogCount(scope: Construct, { endpointName }: HostingSite, options: AsynchronousOptions): ScaledCount {
  const { instanceType = usualInstanceType, minInstances = 0, maxInstances = 20, schedules = [] } = options;
  requirePeaks(scope, schedules, { min: minInstances, max: maxInstances });
  // Amazon SageMaker publishes it by endpoint; a policy that also names the variant would never see a value.
  const dimensions = { EndpointName: endpointName };
  const backlog: CountPolicy = {
    policyName: 'backlog',
    policyType: 'TargetTrackingScaling',
    targetTrackingScalingPolicyConfiguration: {
      targetValue: options.backlogPerInstance ?? usualBacklog,
      customizedMetricSpecification: {
        namespace: 'AWS/SageMaker',
        metricName: 'ApproximateBacklogSizePerInstance',
        dimensions: [{ name: 'EndpointName', value: endpointName }],
        statistic: 'Average',
      },
      scaleInCooldown: 300,
      scaleOutCooldown: 300,
    },
  };
  return {
    name: mainVariant,
    min: minInstances,
    max: maxInstances,
    schedules,
    policies: [backlog],
    dimension: 'sagemaker:variant:DesiredInstanceCount',
    resourceId: `endpoint/${endpointName}/variant/${mainVariant}`,
    instances: { variant: mainVariant, instanceType },
    wake: minInstances === 0 ? { metricName: 'HasBacklogWithoutCapacity', dimensions } : undefined,
  };
}
