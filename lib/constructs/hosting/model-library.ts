import {
  Duration,
  aws_events as events,
  aws_lambda as lambda,
  type aws_logs as logs,
  Stack,
  type aws_s3 as s3,
  Token,
  aws_events_targets as targets,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { PackerMessage } from '../../contracts/model-library';
import { tellEventBridge } from '../../private/bucket-events';
import { allowListing, allowObjects, allowQueue } from '../../private/exact-rights';
import { nodeFunction } from '../../private/node-function';
import { refuse, warn } from '../../private/refusals';
import { customResource, stackFunction } from '../../private/resource-function';
import type { ModelStore } from '../model-store';
import { type LibraryQueues, libraryQueues } from './library-queues';

export interface ModelLibraryOptions {
  /** Where versions are published. */
  readonly repository: ModelStore;
  /** Only the models below this prefix of the store; empty for all. */
  readonly prefix: string;
  /** Where the archives are put, and stay. */
  readonly bucket: s3.IBucket;
  /** What the key of every archive begins with; it ends in a slash. */
  readonly archives: string;
  readonly logRetention: logs.RetentionDays;
}

/** The largest model is read and written once; its message is nobody else's for as long, and comes back sooner when it fails. */
const packingTime = Duration.minutes(10);
/** Archives that are made at once, each with a CPU of its own: a thousand small models take two minutes. */
const packers = 10;
const surveyEvery = Duration.hours(1);
const survey: PackerMessage = { survey: true };
/** How long a deployment waits for what is there already. */
const patience = Duration.minutes(10);

/**
 * Keeps an archive `{name}/{version}.tar.gz` of every version in a store, as multi-model endpoints want them: of each that is
 * published, seconds later, and of those that are there, when the stack is deployed.
 *
 * @returns what is there once the versions of the store are packed
 */
export function keepLibrary(scope: Construct, id: string, options: ModelLibraryOptions): IConstruct {
  const { repository, prefix, bucket, archives, logRetention } = options;
  const place = new Construct(scope, id);
  requireRegion(place, repository.bucket);
  const start = [repository.prefix, prefix].flatMap((part) => (part === '' ? [] : `${part}/`)).join('');
  const queues = libraryQueues(place, packingTime);
  const packer = addPacker(place, queues, { ...options, start });
  if (!tellEventBridge(repository.bucket)) warn(place, 'library-bucket-events');
  const published = new events.Rule(place, 'Published', {
    description: `Models that are published below ${start === '' ? 'the bucket' : start}`,
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      // Published last of the files of a version.
      detail: { bucket: { name: [repository.bucket.bucketName] }, object: { key: [{ wildcard: `${start}*.onnx` }] } },
    },
    targets: [new targets.SqsQueue(queues.announced)],
  });
  new events.Rule(place, 'Survey', {
    description: 'Finds models that were published and never packed, whatever became of the event',
    schedule: events.Schedule.rate(surveyEvery),
    targets: [new targets.SqsQueue(queues.announced, { message: events.RuleTargetInput.fromObject(survey) })],
  });
  const filling = stackFunction(scope, {
    name: 'model-library',
    description: 'Has the models of a store packed for Amazon SageMaker',
    settings: {},
    timeout: patience.plus(Duration.minutes(3)),
    logRetention,
  });
  allowListing(filling, { bucket: repository.bucket, prefix: start });
  allowListing(filling, { bucket, prefix: archives });
  allowQueue(filling, queues.announced, 'sqs:SendMessage');
  const filled = customResource(place, 'Filled', {
    answering: filling,
    resourceType: 'Custom::ImageClassifierModelLibrary',
    properties: {
      StoreBucket: repository.bucket.bucketName,
      StorePrefix: start,
      ArchiveBucket: bucket.bucketName,
      ArchivePrefix: archives,
      QueueUrl: queues.announced.queueUrl,
      WaitSeconds: patience.toSeconds(),
    },
  });
  // What is there before is announced by it, what comes later by the rule; nothing comes in between.
  filled.node.addDependency(packer, published);
  return filled;
}

/** @returns what holds the function, its rights and its place at the queue */
function addPacker(
  scope: Construct,
  { announced }: LibraryQueues,
  { repository, prefix, bucket, archives, logRetention, start }: ModelLibraryOptions & { readonly start: string },
): Construct {
  const place = new Construct(scope, 'Packing');
  const packer = nodeFunction(place, 'Packer', {
    name: 'model-packer',
    description: 'Packs models for a multi-model endpoint of Amazon SageMaker',
    settings: {
      storeBucket: repository.bucket.bucketName,
      storePrefix: start,
      archiveBucket: bucket.bucketName,
      archivePrefix: archives,
      queueUrl: announced.queueUrl,
    },
    timeout: packingTime,
    // One whole CPU: checksums of a model of gigabytes are made at the pace at which it comes.
    memoryMiB: 1769,
    logRetention,
  });
  repository.grants._readBelow(packer, prefix === '' ? '' : `${prefix}/`);
  const actions = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'];
  allowObjects(packer, { bucket, actions, pattern: `${archives}*` });
  allowListing(packer, { bucket, prefix: archives });
  const reading = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'];
  // What a survey finds is announced, so that as many as ever are packed at once.
  allowQueue(packer, announced, ...[...reading, 'SendMessage'].map((action) => `sqs:${action}`));
  const mapping = new lambda.EventSourceMapping(place, 'Announced', {
    target: packer,
    eventSourceArn: announced.queueArn,
    batchSize: 1,
    maxConcurrency: packers,
    reportBatchItemFailures: true,
  });
  // The mapping is refused while the function may not read the queue.
  if (packer.role) mapping.node.addDependency(packer.role);
  return place;
}

/** Events stay in the region of their bucket, as do the endpoints that read it. */
function requireRegion(scope: Construct, bucket: s3.IBucket): void {
  const { region } = Stack.of(scope);
  const theirs = bucket.env.region;
  if (Token.isUnresolved(region) || Token.isUnresolved(theirs) || region === theirs) return;
  refuse(scope, 'library-region', `repository must be in ${region}, the region of the endpoint, got ${theirs}`);
}
