import { Duration, type Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { SageMakerEndpointClassifier } from '../../../lib';
import type { RefusalId } from '../../../lib/private/refusals';
import { type UploadsChoice, uploadsWith } from '../synthesized-uploads';

type Mistake = readonly [choose: (shop: Stack) => UploadsChoice, problem: string];

const answersAtOnce = (shop: Stack): UploadsChoice => ({
  uploads: { endpoint: new SageMakerEndpointClassifier(shop, 'AtOnce') },
});
const oneBucket = (shop: Stack): UploadsChoice => {
  const inputBucket = new s3.Bucket(shop, 'Both');
  return { hosting: { outputBucket: inputBucket }, uploads: { inputBucket } };
};

const mistakes: Record<Extract<RefusalId, `uploads-${string}`>, Mistake[]> = {
  'uploads-answer-bucket': [[oneBucket, 'inputBucket must not be the outputBucket of the endpoint, got the same']],
  'uploads-endpoint': [[answersAtOnce, 'endpoint must have Hosting.asynchronous(), got one that answers its callers']],
  'uploads-times': [
    [() => ({ uploads: { maxWait: Duration.seconds(59) } }), 'maxWait in seconds must be between 60 and 21600, got 59'],
    [() => ({ uploads: { maxWait: Duration.hours(7) } }), 'maxWait in seconds must be between 60 and 21600, got 25200'],
    [
      () => ({ uploads: { answerTimeout: Duration.hours(2) } }),
      'answerTimeout in seconds must be between 1 and 3600, got 7200',
    ],
  ],
  'uploads-tries': [[() => ({ uploads: { maxTries: 0 } }), 'maxTries must be between 1 and 100, got 0']],
};

describe.each(Object.entries(mistakes))('%s', (id, cases) => {
  test.each(cases)('%#', (choose, problem) => {
    expect(() => uploadsWith(choose)).toThrow(`Shop/Uploads: ${problem} [${id}]`);
  });
});

const oneForBoth = (shop: Stack): UploadsChoice => {
  const inputBucket = new s3.Bucket(shop, 'Both');
  return { uploads: { inputBucket, resultBucket: inputBucket } };
};

test.each([
  [oneForBoth, 'fleet-same-bucket'],
  [() => ({ uploads: { inputPrefix: 'a*' } }), 'fleet-key-parts'],
] satisfies [(shop: Stack) => UploadsChoice, RefusalId][])('what a fleet refuses is refused here: %#', (choose, id) => {
  expect(() => uploadsWith(choose)).toThrow(`[${id}]`);
});
