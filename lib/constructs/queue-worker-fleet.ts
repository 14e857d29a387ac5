import {
  type aws_cloudwatch as cloudwatch,
  Duration,
  type aws_ec2 as ec2,
  type aws_ecs as ecs,
  type aws_iam as iam,
  type aws_lambda as lambda,
  aws_logs as logs,
  Names,
  type aws_s3 as s3,
  type aws_sqs as sqs,
  Tags,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { slotsPerProcess } from '../contracts/settings/worker';
import { rollBackOn } from '../private/tasks/deployment-alarms';
import { configureWorker } from '../private/tasks/worker-configuration';
import { Compute } from './compute';
import { fleetTag } from './compute/place';
import { Containers } from './containers';
import { InferenceImage } from './inference-image';
import type { WatchedFleet } from './monitoring/watched';
import { Notifications } from './notifications';
import { chosenSettings } from './queue-worker-fleet/chosen-settings';
import { tasksOf } from './queue-worker-fleet/counted-tasks';
import { FleetAlarms } from './queue-worker-fleet/fleet-alarms';
import { FleetMetrics } from './queue-worker-fleet/fleet-metrics';
import { FleetScaling } from './queue-worker-fleet/fleet-scaling';
import { fleetWidgets } from './queue-worker-fleet/fleet-widgets';
import { requireFleet } from './queue-worker-fleet/required';
import { workerNeeds } from './queue-worker-fleet/worker-needs';
import { allowProtection, allowWork } from './queue-worker-fleet/worker-rights';
import type { QueueWorkerFleetProps } from './queue-worker-fleet-props';
import { besideServer } from './sidecar/beside-server';
import type { IUploadClassifier } from './upload-classifier';
import { reporterTimeout, reportFailures } from './upload-classifier/failure-reporter';
import { hearing, notify } from './upload-classifier/job-notifications';
import { jobQueues, queue } from './upload-classifier/job-queues';
import { pictureBucket, resultBucket } from './upload-classifier/job-storage';
import { encryptLogs } from './upload-classifier/own-key';
import { requireChoices } from './upload-classifier/required';
import { UploadGrants } from './upload-classifier/upload-grants';
import type { WebFacts } from './upload-classifier/web-facts';

/** Pictures go into a bucket, labels come out of another; as many workers as that takes, none while nothing waits. */
export class QueueWorkerFleet extends Construct implements IUploadClassifier {
  /** Where pictures are uploaded to: `s3://bucket/prefix`. */
  public readonly url: string;
  /** Upload pictures here. */
  public readonly inputBucket: s3.IBucket;
  /** Every picture's result, under its own key. */
  public readonly resultBucket: s3.IBucket;
  /** One message per picture that waits or is in work. */
  public readonly jobQueue: sqs.Queue;
  /** Jobs that were tried as often as they may be, for a moment: the failure reporter takes them from here. */
  public readonly deadLetterQueue: sqs.Queue;
  /** Jobs that failed although their picture may be good, for a redrive after a fix. */
  public readonly parkedQueue: sqs.Queue;
  /** Announces every result. */
  public readonly resultQueue: sqs.Queue;
  /** What the workers are doing right now. */
  public readonly statusQueue: sqs.Queue;
  /** The cluster of the workers. */
  public readonly cluster: ecs.ICluster;
  /** The task that a worker is. */
  public readonly taskDefinition: ecs.TaskDefinition;
  /** The service that keeps the workers running. */
  public readonly service: ecs.BaseService;
  /** Gives every picture that no worker could finish its failed result. */
  public readonly failureReporter: lambda.Function;
  /** The number of workers, and what moves it. */
  public readonly scaling: FleetScaling;
  /** What somebody should look at. */
  public readonly alarms: FleetAlarms;
  /** What others may do with this fleet. */
  public readonly grants: UploadGrants;
  /** The network side of the workers. */
  public readonly connections: ec2.Connections;
  /** The identity of the workers, for rights that an image of your own needs. */
  public readonly grantPrincipal: iam.IPrincipal;
  /**
   * What a web tier must know.
   * @internal
   */
  public readonly _web: WebFacts;
  /**
   * What a monitoring must know.
   * @internal
   */
  public readonly _watched: WatchedFleet;
  private readonly metrics: FleetMetrics;

  constructor(scope: Construct, id: string, props: QueueWorkerFleetProps = {}) {
    super(scope, id);
    const { containers = Containers.singleModel(), compute = Compute.fargate(), schedules = [] } = props;
    const { notifications = Notifications.direct(), inputPrefix = '', resultPrefix = '' } = props;
    const { vpc, image = InferenceImage.bundled(), maxWorkers = 20, minWorkers = 0 } = props;
    const { maxQueueDelay = Duration.minutes(1), secondsPerImage = 0.1, idleTime = Duration.minutes(5) } = props;
    const { logRetention = logs.RetentionDays.ONE_MONTH, alarmActions = [], encryptionKey } = props;
    const { parallel } = requireFleet(this, compute, {
      maxWorkers,
      minWorkers,
      maxQueueDelay,
      secondsPerImage,
      idleTime,
      schedules,
      manyModels: containers._many,
      bundled: image._bundled,
    });
    requireChoices(this, props);
    const serviceName = Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    const beside = besideServer(this, props.sidecars ?? [], { cpu: compute._cpu, memoryMiB: compute._memoryMiB });
    const models = containers._bind(this, beside.room(compute._room));
    const chosen = { ...chosenSettings(props, compute), serviceName, ...models.settings, ...beside.settings };
    const worker = configureWorker(this, chosen);

    const { settings } = worker;
    this.inputBucket = props.inputBucket ?? pictureBucket(this, encryptionKey);
    this.resultBucket = props.resultBucket ?? resultBucket(this, encryptionKey);
    this.url = this.inputBucket.s3UrlForObject(inputPrefix || undefined);
    const visibility = Duration.seconds(worker.settings.visibilitySeconds);
    const queues = jobQueues(this, { visibility, maxTries: worker.settings.maxTries, reporterTimeout, encryptionKey });
    this.jobQueue = queues.jobQueue;
    this.deadLetterQueue = queues.deadLetterQueue;
    this.parkedQueue = queues.parkedQueue;
    this.resultQueue = queues.resultQueue;
    // What the workers do right now is soon of no interest.
    this.statusQueue = queue(this, 'StatusQueue', {
      encryptionKey,
      retentionPeriod: Duration.minutes(5),
      receiveMessageWaitTime: Duration.seconds(20),
    });
    const source = { bucket: this.inputBucket, prefix: inputPrefix, suffixes: props.inputSuffixes ?? [] };
    notify(this, notifications, source, this.jobQueue);

    const environment = worker.environment({
      ...models.places,
      jobQueueUrl: this.jobQueue.queueUrl,
      resultBucket: this.resultBucket.bucketName,
      resultQueueUrl: this.resultQueue.queueUrl,
      statusQueueUrl: this.statusQueue.queueUrl,
    });
    const needs = workerNeeds({
      image,
      vpc,
      environment,
      modelCache: models.fetches,
      logRetention,
      maxWorkers,
      fleet: serviceName,
      beside,
    });
    ({
      cluster: this.cluster,
      taskDefinition: this.taskDefinition,
      service: this.service,
    } = compute._bind(this, needs));
    beside.join(this.taskDefinition, { service: serviceName, logRetention });
    Tags.of(this.service).add(fleetTag, serviceName);
    this._web = {
      ...settings,
      uploadPrefix: `${inputPrefix}uploads/`,
      slots: settings.processes * slotsPerProcess,
      hearing: hearing(notifications, props.inputSuffixes),
      workers: tasksOf(this.service),
    };
    const places = { inputBucket: this.inputBucket, inputPrefix, resultBucket: this.resultBucket, resultPrefix };
    allowWork(this.taskDefinition.taskRole, places, { ...queues, statusQueue: this.statusQueue });
    models.allowModels(this.taskDefinition.taskRole);
    allowProtection(this, this.taskDefinition.taskRole, serviceName);
    this.failureReporter = reportFailures(this, { settings, places, queues, logRetention });

    this.metrics = new FleetMetrics(this.jobQueue, this.service, serviceName);
    this._watched = { serviceName, service: this.service, rows: () => this.dashboardWidgets() };
    this.scaling = FleetScaling._add(this, 'Scaling', {
      service: this.service,
      metrics: this.metrics,
      minWorkers,
      maxWorkers,
      peaks: schedules,
      backlogPerWorker: Math.max(1, (maxQueueDelay.toSeconds({ integral: false }) / secondsPerImage) * parallel),
      idleMinutes: idleTime.toMinutes(),
    });
    const jobTimeout = Duration.seconds(worker.settings.jobTimeoutSeconds);
    this.alarms = FleetAlarms._add(this, 'Alarms', {
      metrics: this.metrics,
      queues,
      maxQueueDelay,
      jobTimeout,
      actions: alarmActions,
    });
    rollBackOn(this.service, [this.alarms.errorRate, this.alarms.noProgress]);
    if (encryptionKey) encryptLogs(this, encryptionKey);
    this.grants = UploadGrants._of({ ...places, ...queues, byHand: this._web.hearing.byHand });
    this.connections = this.service.connections;
    this.grantPrincipal = this.taskDefinition.taskRole;
  }

  /** The same as `grants.submit()`. */
  public grantSubmit(grantee: iam.IGrantable): iam.Grant {
    return this.grants.submit(grantee);
  }

  /** Pictures that wait for a worker. */
  public metricWaiting(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.parts.visible.with(options ?? {});
  }

  /** Pictures that a worker holds right now. */
  public metricInWork(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.parts.inflight.with(options ?? {});
  }

  /** Workers that run; no value while none does. */
  public metricRunningWorkers(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.parts.running.with(options ?? {});
  }

  /** Pictures that were classified. */
  public metricClassified(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.outcome('classified', options);
  }

  /** Pictures whose result is a failure. */
  public metricFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.outcome('failed', options);
  }

  /** The same as `metricSecondsToResult()`. */
  public metricLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricSecondsToResult(options);
  }

  /** From the sending of a job to its result, in seconds; of 100 pictures the second slowest, unless you ask otherwise. */
  public metricSecondsToResult(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.secondsToResult(options);
  }

  /** Rows for a dashboard of yours: the line, the workers, the results, and what failed. */
  public dashboardWidgets(): cloudwatch.IWidget[][] {
    return fleetWidgets(this);
  }
}
