import {
  type aws_cloudwatch as cloudwatch,
  Duration,
  aws_ec2 as ec2,
  type aws_iam as iam,
  aws_logs as logs,
  Names,
  Stack,
  type aws_s3 as s3,
  aws_sagemaker as sagemaker,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { lastingBucket } from '../private/lasting-bucket';
import { privateSubnets } from '../private/private-subnets';
import { refuse } from '../private/refusals';
import { requireHosting } from '../private/sagemaker/hosting-constraints';
import type { IClassifier } from './classifier';
import { Hosting } from './hosting';
import { endpointLog } from './hosting/endpoint-log';
import type { Hosted, HostingSite } from './hosting/hosting-site';
import { scaleCount } from './hosting/scaled-count';
import type { WatchedEndpoint } from './monitoring/watched';
import { captureData } from './sagemaker-endpoint-classifier/data-capture';
import { EndpointGrants } from './sagemaker-endpoint-classifier/endpoint-grants';
import { EndpointMetrics } from './sagemaker-endpoint-classifier/endpoint-metrics';
import { executionRole } from './sagemaker-endpoint-classifier/execution-role';
import { releaseGuardrails } from './sagemaker-endpoint-classifier/rollout';
import { guardScaling } from './sagemaker-endpoint-classifier/scaling-guard';
import { smokeTest } from './sagemaker-endpoint-classifier/smoke-test';
import type { SageMakerEndpointClassifierProps } from './sagemaker-endpoint-classifier-props';

/** An endpoint of Amazon SageMaker that answers a picture with its labels, hosted in any of six ways. */
export class SageMakerEndpointClassifier extends Construct implements IClassifier {
  /** Where the AWS SDK sends pictures; requests are signed. */
  public readonly url: string;
  /** What callers name; it never changes while the way of hosting stays the same. */
  public readonly endpointName: string;
  /** The containers as others see them in a network; without `vpc` they are in none of yours. */
  public readonly connections: ec2.Connections;
  /** The identity of the containers, for rights that an image of your own needs. */
  public readonly grantPrincipal: iam.IPrincipal;
  /** What others may do. */
  public readonly grants: EndpointGrants;
  /** The endpoint. */
  public readonly endpoint: sagemaker.CfnEndpoint;
  /** What the endpoint is to be; replaced whenever anything in it changes. */
  public readonly endpointConfig: sagemaker.CfnEndpointConfig;
  /** What the containers run as. */
  public readonly role: iam.Role;
  /** The log of the containers; inference components have one each. */
  public readonly logGroup: logs.LogGroup;
  /** What rolls a release back. */
  public readonly rollbackAlarms: cloudwatch.IAlarm[];
  /** Where an asynchronous endpoint writes its answers. */
  public readonly answerBucket?: s3.IBucket;
  /** Where requests and answers are kept, with `dataCapture`. */
  public readonly captureBucket?: s3.IBucket;
  /**
   * What a monitoring must know.
   * @internal
   */
  public readonly _watched: WatchedEndpoint;
  private readonly metrics: EndpointMetrics;
  private readonly hosted: Hosted;

  constructor(scope: Construct, id: string, props: SageMakerEndpointClassifierProps = {}) {
    super(scope, id);
    const { hosting = Hosting.realTime(), vpc, encryptionKey, logRetention = logs.RetentionDays.ONE_MONTH } = props;
    const serverless = hosting._mode === 'serverless';
    // A way of hosting cannot become any other: the endpoint of another way is another endpoint.
    const maxLength = 62 - hosting._mode.length;
    const name = Names.uniqueResourceName(this, { maxLength, separator: '-' });
    // Amazon SageMaker writes ARNs in small letters, whatever the name has.
    this.endpointName = `${name}-${hosting._mode}`.toLowerCase();
    this.role = executionRole(this, vpc !== undefined);
    this.logGroup = endpointLog(this, { role: this.role, logRetention }, 'Endpoints', this.endpointName);
    this.grantPrincipal = this.role.grantPrincipal;
    const securityGroup = vpc && new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, allowAllOutbound: false });
    // With a network of yours, Amazon SageMaker fetches models and pictures through it, also for containers that reach none
    // (https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html).
    securityGroup?.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'Amazon S3, by its gateway endpoint or by NAT');
    this.connections = new ec2.Connections({ securityGroups: securityGroup ? [securityGroup] : [] });
    const site: HostingSite = {
      endpointName: this.endpointName,
      role: this.role,
      logRetention,
      isolated: !serverless && (props.networkIsolation ?? true),
      network: vpc &&
        securityGroup && {
          securityGroupIds: [securityGroup.securityGroupId],
          subnets: privateSubnets(this, vpc).map(({ subnetId }) => subnetId),
        },
      archives: () => this.archives(),
    };
    // A place of its own: whatever a variant or a component is called, it meets no part of the endpoint.
    this.hosted = hosting._bind(new Construct(this, 'Hosting'), site);
    requireHosting(this, {
      ...this.hosted.described,
      vpc: vpc !== undefined,
      encryptionKey: encryptionKey !== undefined,
      networkIsolation: props.networkIsolation ?? !serverless,
      capturePercent: props.dataCapture && (props.dataCapture.percent ?? 100),
      observed: props.observability !== undefined,
      metricSeconds: props.observability?.frequency?.toSeconds(),
    });
    const captured = props.dataCapture && captureData(this, this.role, props.dataCapture);
    this.captureBucket = captured?.bucket;
    this.answerBucket = this.hosted.answers?.bucket;
    this.metrics = new EndpointMetrics(this.endpointName);
    this._watched = {
      endpointName: this.endpointName,
      variants: this.hosted.variantNames,
      components: this.hosted.components,
      asynchronous: this.hosted.answers !== undefined,
    };

    const { frequency, enhanced = false, detailed = false } = props.observability ?? {};
    this.endpointConfig = new sagemaker.CfnEndpointConfig(this, 'Config', {
      ...this.hosted.config,
      kmsKeyId: encryptionKey?.keyArn,
      dataCaptureConfig: captured?.config,
      metricsConfig: serverless
        ? undefined
        : {
            enableEnhancedMetrics: enhanced,
            enableDetailedObservability: detailed,
            metricPublishFrequencyInSeconds: frequency?.toSeconds(),
          },
    });
    this.endpointConfig.node.addDependency(this.role);
    encryptionKey?.grant(this.role, 'kms:CreateGrant', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey');

    const guardrails = releaseGuardrails(this, {
      release: props.release,
      mode: hosting._mode,
      hosted: this.hosted,
      role: this.role,
      endpointName: this.endpointName,
      configName: this.endpointConfig.attrEndpointConfigName,
    });
    this.rollbackAlarms = guardrails.alarms;
    this.endpoint = new sagemaker.CfnEndpoint(this, 'Endpoint', {
      endpointName: this.endpointName,
      endpointConfigName: this.endpointConfig.attrEndpointConfigName,
      deploymentConfig: guardrails.config,
      // How many instances there are is for scaling to say, not for a deployment in the busiest hour.
      retainAllVariantProperties: true,
      excludeRetainedVariantProperties: [
        { variantPropertyType: 'DesiredWeight' },
        // Where nothing scales it, the number of instances is what was chosen.
        ...(this.hosted.fixedCount ? [{ variantPropertyType: 'DesiredInstanceCount' }] : []),
      ],
    });
    for (const right of guardrails.rights) this.endpoint.node.addDependency(right);
    const components = this.hosted.stack?.(this.endpoint, guardrails.components) ?? [];
    for (const component of components) component.node.addDependency(...guardrails.rights);
    const scaling = new Construct(this, 'Scaling');
    scaling.node.addDependency(this.endpoint, ...components);
    const { counts } = this.hosted;
    const targets = counts.map((count) => scaleCount(scaling, count));
    const guard = guardScaling(this, {
      endpointName: this.endpointName,
      endpoint: this.endpoint,
      scaling,
      counts,
      targets,
      logRetention,
    });
    smokeTest(this, {
      endpointName: this.endpointName,
      hosted: this.hosted,
      pictures: props.smokeTest,
      logRetention,
      // Another model of a component is another one of nothing else.
      revision: [this.endpointConfig.attrEndpointConfigName, ...(this.hosted.componentModels ?? [])].join(' '),
      after: [this.endpoint, ...components, ...guard],
    });

    const stack = Stack.of(this);
    const call = hosting._mode === 'asynchronous' ? 'async-invocations' : 'invocations';
    const host = `runtime.sagemaker.${stack.region}.${stack.urlSuffix}`;
    this.url = `https://${host}/endpoints/${this.endpointName}/${call}`;
    this.grants = EndpointGrants._of({
      scope: this,
      mode: hosting._mode,
      endpointArn: this.arn('endpoint', this.endpointName),
      componentArns: Object.values(this.hosted.components ?? {}).map((name) => this.arn('inference-component', name)),
      answers: this.hosted.answers,
    });
  }

  /** The same as `grants.invoke()`. */
  public grantSubmit(grantee: iam.IGrantable): iam.Grant {
    return this.grants.invoke(grantee);
  }

  /** Pictures that were classified, as the server of this library counts them. */
  public metricClassified(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.classified(options);
  }

  /** Requests that were answered with a failure, as the server of this library counts them. */
  public metricFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.failed(options);
  }

  /** The seconds until the answer, as the server of this library measures them. */
  public metricLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.responseTime(options);
  }

  /** A metric of Amazon SageMaker, such as `Invocations` or `ModelLatency` (in microseconds), of the first variant. */
  public metric(metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metrics.ofVariant(metricName, options);
  }

  /** What an inference component is called in the account, which is what callers must name. */
  public componentName(name: string): string {
    const { components = {} } = this.hosted;
    const known = Object.keys(components).join(' or ') || 'left out for an endpoint without components';
    return (
      components[name] ?? refuse(this, 'sagemaker-components-names', `componentName must be ${known}, got ${name}`)
    );
  }

  private archives(): s3.IBucket {
    const id = 'Archives';
    return (this.node.tryFindChild(id) as s3.Bucket) ?? lastingBucket(this, id, { keepReplaced: Duration.days(30) });
  }

  private arn(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({ service: 'sagemaker', resource, resourceName });
  }
}
