import {
  type aws_cloudwatch as cloudwatch,
  Duration,
  type aws_ec2 as ec2,
  type aws_iam as iam,
  type aws_lambda as lambda,
  aws_logs as logs,
  Names,
  type aws_s3 as s3,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { FunctionSettings } from '../contracts/functions';
import { allowObjects } from '../private/exact-rights';
import { tellAnswers } from './endpoint-uploads/answer-topics';
import { instancesOf, servedLimits } from './endpoint-uploads/endpoint-facts';
import { requireUploads } from './endpoint-uploads/required';
import { UploadAlarms } from './endpoint-uploads/upload-alarms';
import { addInvoker, addResults, functionVisibility } from './endpoint-uploads/upload-functions';
import type { EndpointUploadsProps } from './endpoint-uploads-props';
import { Notifications } from './notifications';
import type { IUploadClassifier } from './upload-classifier';
import { reporterTimeout, reportFailures } from './upload-classifier/failure-reporter';
import { JobMetrics } from './upload-classifier/job-metrics';
import { hearing, notify } from './upload-classifier/job-notifications';
import { jobQueues, queue } from './upload-classifier/job-queues';
import { pictureBucket, resultBucket } from './upload-classifier/job-storage';
import { encryptLogs } from './upload-classifier/own-key';
import { requireChoices } from './upload-classifier/required';
import { UploadGrants } from './upload-classifier/upload-grants';
import type { WebFacts } from './upload-classifier/web-facts';
import { ResultFormat } from './upload-classifier-props';

/** Pictures go into a bucket, labels come out of another, and in between an asynchronous endpoint classifies them. */
export class EndpointUploads extends Construct implements IUploadClassifier {
  /** Where pictures are uploaded to: `s3://bucket/prefix`. */
  public readonly url: string;
  /** Upload pictures here. */
  public readonly inputBucket: s3.IBucket;
  /** Every picture's result, under its own key. */
  public readonly resultBucket: s3.IBucket;
  /** One message per picture that waits or is in work; it stays until the result is there. */
  public readonly jobQueue: sqs.Queue;
  /** Jobs that were tried as often as they may be, for a moment: the failure reporter takes them from here. */
  public readonly deadLetterQueue: sqs.Queue;
  /** Jobs that failed although their picture may be good, for a redrive after a fix. */
  public readonly parkedQueue: sqs.Queue;
  /** Announces every result. */
  public readonly resultQueue: sqs.Queue;
  /** What the endpoint says about its requests. */
  public readonly noticeQueue: sqs.Queue;
  /** Gives pictures to the endpoint. */
  public readonly invoker: lambda.Function;
  /** Makes results of what the endpoint says. */
  public readonly resultFunction: lambda.Function;
  /** Gives every picture that nobody could finish its failed result. */
  public readonly failureReporter: lambda.Function;
  /** What somebody should look at. */
  public readonly alarms: UploadAlarms;
  /** What others may do. */
  public readonly grants: UploadGrants;
  /** The network side of the endpoint. */
  public readonly connections: ec2.Connections;
  /** The identity of the containers, for rights that an image of your own needs. */
  public readonly grantPrincipal: iam.IPrincipal;
  /**
   * What a web tier must know.
   * @internal
   */
  public readonly _web: WebFacts;
  private readonly metrics: JobMetrics;

  constructor(scope: Construct, id: string, props: EndpointUploadsProps) {
    super(scope, id);
    const { endpoint, maxWait = Duration.hours(6), answerTimeout = Duration.minutes(1), maxTries = 3 } = props;
    const { notifications = Notifications.direct(), inputPrefix = '', resultPrefix = '' } = props;
    const { logRetention = logs.RetentionDays.ONE_MONTH, alarmActions = [], encryptionKey } = props;
    const answering = requireUploads(this, { ...props, maxWait, answerTimeout });
    const { answerBucket } = answering;
    requireChoices(this, props);
    this.inputBucket = props.inputBucket ?? pictureBucket(this, encryptionKey);
    this.resultBucket = props.resultBucket ?? resultBucket(this, encryptionKey);
    this.url = this.inputBucket.s3UrlForObject(inputPrefix || undefined);
    const queues = jobQueues(this, { visibility: functionVisibility, maxTries, reporterTimeout, encryptionKey });
    this.jobQueue = queues.jobQueue;
    this.deadLetterQueue = queues.deadLetterQueue;
    this.parkedQueue = queues.parkedQueue;
    this.resultQueue = queues.resultQueue;
    const source = { bucket: this.inputBucket, prefix: inputPrefix, suffixes: props.inputSuffixes ?? [] };
    notify(this, notifications, source, this.jobQueue);

    const unreadNotices = queue(this, 'UnreadNotices', { encryptionKey, retentionPeriod: Duration.days(14) });
    this.noticeQueue = queue(this, 'Notices', {
      encryptionKey,
      visibilityTimeout: functionVisibility,
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: unreadNotices, maxReceiveCount: 5 },
    });
    tellAnswers(this, endpoint, answering, this.noticeQueue);

    const serviceName = Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    const limits = servedLimits(endpoint);
    const resultFormat = props.resultFormat === ResultFormat.PAIR ? 'pair' : 'json';
    // Others may upload to the same endpoint.
    const picturesPrefix = `pictures/${this.node.addr}/`;
    allowObjects(endpoint.role, { bucket: answerBucket, actions: ['s3:GetObject'], pattern: `${picturesPrefix}*` });
    const settings: FunctionSettings<'async-invoker'> = {
      ...limits,
      resultFormat,
      resultPrefix,
      maxTries,
      serviceName,
      picturesPrefix,
      endpoint: endpoint.endpointName,
      answerBucket: answerBucket.bucketName,
      waitSeconds: maxWait.toSeconds(),
      answerSeconds: answerTimeout.toSeconds(),
      jobQueueUrl: this.jobQueue.queueUrl,
      resultBucket: this.resultBucket.bucketName,
      resultQueueUrl: this.resultQueue.queueUrl,
    };
    const places = { inputBucket: this.inputBucket, inputPrefix, resultBucket: this.resultBucket, resultPrefix };
    const between = { endpoint, answerBucket, places, queues, notices: this.noticeQueue, settings, logRetention };
    this.invoker = addInvoker(this, between);
    this.resultFunction = addResults(this, between);
    this.failureReporter = reportFailures(this, { settings, places, queues, logRetention });

    const { maxConcurrentInvocationsPerInstance: slots = 1 } = answering.config.clientConfig as {
      [name: string]: number;
    };
    this._web = {
      ...limits,
      resultFormat,
      resultPrefix,
      slots,
      uploadPrefix: `${inputPrefix}uploads/`,
      hearing: hearing(notifications, props.inputSuffixes),
      workers: instancesOf(endpoint),
    };
    this.metrics = new JobMetrics(this.jobQueue, serviceName);
    this.alarms = UploadAlarms._add(this, 'Alarms', {
      metrics: this.metrics,
      queues,
      unreadNotices,
      actions: alarmActions,
      longest: maxWait.plus(answerTimeout).plus(functionVisibility),
    });
    if (encryptionKey) encryptLogs(this, encryptionKey);
    this.grants = UploadGrants._of({ ...places, ...queues, byHand: this._web.hearing.byHand });
    this.connections = endpoint.connections;
    this.grantPrincipal = endpoint.grantPrincipal;
  }

  /** The same as `grants.submit()`. */
  public grantSubmit(grantee: iam.IGrantable): iam.Grant {
    return this.grants.submit(grantee);
  }

  /** Pictures that wait to be given to the endpoint. */
  public metricWaiting(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.visible.with(options ?? {});
  }

  /** Pictures that the endpoint has, in its line or in work. */
  public metricInWork(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.inflight.with(options ?? {});
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
}
