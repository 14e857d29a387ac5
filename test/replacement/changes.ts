import { aws_applicationautoscaling as appscaling, Duration, aws_logs as logs, Size } from 'aws-cdk-lib';
import type {
  EcsFargateClassifierProps,
  QueueWorkerFleetProps,
  SageMakerEndpointClassifierProps,
  WebTierProps,
} from '../../lib';

/** What the next version of a stack says otherwise: its props take the place of those of the example. */
export interface Change {
  readonly classifier?: Partial<EcsFargateClassifierProps>;
  readonly fleet?: Partial<QueueWorkerFleetProps>;
  readonly web?: Partial<WebTierProps>;
  readonly endpoint?: Partial<SageMakerEndpointClassifierProps>;
}

const from = appscaling.Schedule.cron({ hour: '7', minute: '0' });
const until = appscaling.Schedule.cron({ hour: '8', minute: '0' });
const schedules = [{ name: 'Breakfast', workers: 4, from, until }];
const logRetention = logs.RetentionDays.ONE_WEEK;

/** Changes that an owner makes to a running stack, by what they are. */
export function changesWith(lib: typeof import('../../lib')): [string, Change][] {
  const {
    Containers,
    GoldenPictures,
    Hosting,
    InferenceImage,
    LogLevel,
    ModelArtifact,
    Notifications,
    Release,
    ResultFormat,
    Scaling,
  } = lib;
  const server = { requestTimeout: Duration.seconds(20), maxWaiting: 50, logLevel: LogLevel.DEBUG };
  const image = InferenceImage.fromAsset('container');
  const containers = Containers.singleModel(ModelArtifact.fromAsset('container/model'));
  return [
    [
      'other numbers of tasks, workers and callers',
      {
        classifier: { minTasks: 3, maxTasks: 30 },
        fleet: { minWorkers: 1, maxWorkers: 40 },
        web: { requestsPerSecond: 7 },
      },
    ],
    [
      'a peak, and logs for another time',
      { classifier: { schedules, logRetention }, fleet: { schedules, logRetention }, web: { logRetention } },
    ],
    ['another image', { classifier: { image }, fleet: { image } }],
    ['another model', { classifier: { containers }, fleet: { containers } }],
    ['other settings of the server', { classifier: { server }, fleet: { server } }],
    [
      'another way to scale',
      {
        classifier: { scaling: Scaling.onCpu() },
        fleet: { maxQueueDelay: Duration.minutes(9), secondsPerImage: 2, idleTime: Duration.minutes(30) },
      },
    ],
    [
      'releases of another kind, and protection',
      { classifier: { release: Release.canary({ goldenPictures: GoldenPictures.drawn() }), deletionProtection: true } },
    ],
    ['sessions', { classifier: { exec: true } }],
    [
      'other tries, names and results',
      {
        fleet: {
          maxTries: 5,
          inputPrefix: 'in/',
          inputSuffixes: ['.webp'],
          resultPrefix: 'out/',
          resultFormat: ResultFormat.PAIR,
        },
      },
    ],
    [
      'an endpoint on other instances with another model',
      {
        endpoint: {
          hosting: Hosting.realTime({
            instanceType: 'ml.m7i.large',
            minInstances: 3,
            maxInstances: 30,
            image,
            model: ModelArtifact.fromAsset('container/model'),
          }),
        },
      },
    ],
    [
      'an endpoint with more memory, more at once',
      { endpoint: { hosting: Hosting.serverless({ memorySize: Size.gibibytes(6), maxConcurrency: 100, server }) } },
    ],
    [
      'an endpoint that is watched, captured, and released in another way',
      {
        endpoint: {
          dataCapture: { percent: 1 },
          observability: { enhanced: true },
          logRetention,
          release: Release.linear({ stepPercent: 20 }),
        },
      },
    ],
    ['events on their way through Amazon EventBridge', { fleet: { notifications: Notifications.eventBridge() } }],
  ];
}
