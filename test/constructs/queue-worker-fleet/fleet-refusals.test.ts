import {
  aws_applicationautoscaling as appscaling,
  Duration,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  type Stack,
  aws_s3 as s3,
  aws_s3_notifications as s3Notifications,
  aws_sqs as sqs,
  Token,
} from 'aws-cdk-lib';
import {
  Compute,
  Containers,
  InferenceImage,
  ModelStore,
  Notifications,
  type Peak,
  type QueueWorkerFleetProps,
} from '../../../lib';
import type { RefusalId } from '../../../lib/private/refusals';
import { fleetTemplate, fleetWith } from '../synthesized-fleet';

type Mistake = readonly [props: (shop: Stack) => QueueWorkerFleetProps, problem: string];

const peak = (name: string, workers: number): Peak => ({
  name,
  workers,
  from: appscaling.Schedule.cron({ hour: '8' }),
  until: appscaling.Schedule.cron({ hour: '9' }),
});
const many = (count: number) => Array.from({ length: count }, (_, place) => `.${place}x`);
const notDirect =
  'inputBucket must be a Bucket of this stack without notifications of its own for Notifications.direct()';

const mistakes: Record<Extract<RefusalId, 'scaling-peaks' | 'uploads-tries' | `fleet-${string}`>, Mistake[]> = {
  'fleet-bucket-notifications': [
    [(shop) => ({ inputBucket: s3.Bucket.fromBucketName(shop, 'Uploads', 'uploads') }), `${notDirect}, got another`],
    [
      (shop) => {
        const inputBucket = new s3.Bucket(shop, 'Uploads');
        inputBucket.addObjectRemovedNotification(new s3Notifications.SqsDestination(new sqs.Queue(shop, 'Removed')));
        return { inputBucket };
      },
      `${notDirect}, got another`,
    ],
  ],
  'fleet-idle-time': [
    [() => ({ idleTime: Duration.minutes(1) }), 'idleTime in minutes must be between 3 and 1440, got 1'],
    [() => ({ idleTime: Duration.seconds(450) }), 'idleTime in minutes must be between 3 and 1440, got 7.5'],
    [
      () => ({ idleTime: Duration.seconds(Token.asNumber({ Ref: 'Idle' })) }),
      'idleTime must be known when the app is synthesized, got a token',
    ],
  ],
  'fleet-key-parts': [
    [() => ({ inputPrefix: '*/new' }), 'prefixes and suffixes must not contain * or ?, got "*/new"'],
    [() => ({ resultPrefix: 'a?' }), 'prefixes and suffixes must not contain * or ?, got "a?"'],
    [() => ({ inputSuffixes: ['.jp*'] }), 'prefixes and suffixes must not contain * or ?, got ".jp*"'],
  ],
  'fleet-multi-model': [
    [
      (shop) => ({ containers: Containers.multiModel({ repository: new ModelStore(shop, 'Models') }) }),
      'containers must be of a single model for a fleet, got many models',
    ],
  ],
  'scaling-peaks': [
    [() => ({ schedules: [peak('Sale', 5), peak('Sale', 6)] }), 'schedules must have different names, got Sale twice'],
    [() => ({ schedules: [peak('Sale', 21)] }), 'workers of Sale must be between 0 and 20, got 21'],
    [() => ({ minWorkers: 2, schedules: [peak('Sale', 1)] }), 'workers of Sale must be between 2 and 20, got 1'],
  ],
  'fleet-queue-delay': [
    [() => ({ secondsPerImage: 0 }), 'secondsPerImage must be more than 0, got 0'],
    [
      () => ({ secondsPerImage: 90, maxQueueDelay: Duration.minutes(1) }),
      'maxQueueDelay must be secondsPerImage (90 s) or more, got 60 s',
    ],
    [() => ({ maxQueueDelay: Duration.days(5) }), 'maxQueueDelay must be 3 days or less, got 5 days'],
    [
      () => ({ maxQueueDelay: Duration.minutes(Token.asNumber({ Ref: 'Delay' })) }),
      'maxQueueDelay must be known when the app is synthesized, got a token',
    ],
  ],
  'fleet-same-bucket': [
    [
      (shop) => {
        const bucket = new s3.Bucket(shop, 'Bucket');
        return { inputBucket: bucket, resultBucket: bucket };
      },
      'resultBucket must not be inputBucket, got the same bucket',
    ],
    [
      (shop) => {
        const [inputBucket, resultBucket] = ['One', 'Two'].map((id) => s3.Bucket.fromBucketName(shop, id, 'both'));
        return { inputBucket, resultBucket, notifications: Notifications.none() };
      },
      'resultBucket must not be inputBucket, got the same bucket',
    ],
  ],
  'fleet-suffixes': [
    [
      () => ({ inputSuffixes: ['.jpg', 'small.jpg'] }),
      'inputSuffixes must not end in one another, got ".jpg" and "small.jpg"',
    ],
    [() => ({ inputSuffixes: ['.jpg', '.jpg'] }), 'inputSuffixes must not end in one another, got ".jpg" and ".jpg"'],
    [() => ({ inputSuffixes: many(101) }), 'inputSuffixes must be at most 100, got 101'],
    [
      () => ({ inputSuffixes: many(100), notifications: Notifications.eventBridge() }),
      'inputSuffixes with inputPrefix must make a pattern of at most 1848 characters for Notifications.eventBridge(), got 2091',
    ],
  ],
  'uploads-tries': [
    [() => ({ maxTries: 0 }), 'maxTries must be between 1 and 100, got 0'],
    [
      () => ({ maxTries: Token.asNumber({ Ref: 'Tries' }) }),
      'maxTries must be known when the app is synthesized, got a token',
    ],
  ],
  'fleet-workers': [
    [() => ({ maxWorkers: 0 }), 'maxWorkers must be between 1 and 100, got 0'],
    [() => ({ maxWorkers: 101 }), 'maxWorkers must be between 1 and 100, got 101'],
    [() => ({ minWorkers: 21 }), 'minWorkers must be between 0 and 20, got 21'],
    [
      () => ({ maxWorkers: Token.asNumber({ Ref: 'Most' }) }),
      'maxWorkers must be known when the app is synthesized, got a token',
    ],
  ],
};

describe.each(Object.entries(mistakes))('%s', (id, cases) => {
  test.each(cases)('is refused where it is written (%#)', (props, problem) => {
    expect(() => fleetWith(props)).toThrow(new Error(`Shop/Fleet: ${problem} [${id}]`));
  });
});

test('what a classifier behind a load balancer refuses, a fleet refuses too', () => {
  expect(() => fleetWith(() => ({ compute: Compute.fargate({ cpu: 1000 }) }))).toThrow('[ecs-task-size]');
  expect(() => fleetWith(() => ({ image: InferenceImage.fromRegistry('shop') }))).toThrow('[image-needs-internet]');
  expect(() => fleetWith(() => ({ server: { maxPixels: 0 } }))).toThrow('[server-settings]');
  expect(() =>
    fleetWith((shop) => ({
      vpc: new ec2.Vpc(shop, 'Vpc'),
      compute: Compute.existingCluster({ cluster: new ecs.Cluster(shop, 'Cluster') }),
    })),
  ).toThrow('[ecs-cluster-and-vpc]');
});

test('the same bucket for pictures by events and by hand is fine', () => {
  const ways = [Notifications.eventBridge(), Notifications.none()];
  for (const notifications of ways) {
    const template = fleetTemplate((shop) => ({
      notifications,
      inputBucket: s3.Bucket.fromBucketName(shop, 'Uploads', 'uploads'),
    }));
    template.resourceCountIs('AWS::S3::Bucket', 1);
  }
});
