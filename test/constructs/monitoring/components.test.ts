import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Hosting, Monitoring } from '../../../lib';
import { shopWithEndpoint } from '../synthesized-endpoint';

/** The metrics that the alarms of a monitoring look at, by the description of the alarm. */
function watchedMetrics(hosting: Hosting, says: RegExp): { MetricName: string; Dimensions: { Name: string }[] }[][] {
  const classifier = shopWithEndpoint(() => ({ hosting }));
  const shop = Stack.of(classifier);
  new Monitoring(shop, 'Monitoring', { classifier });
  return Object.values(Template.fromStack(shop).findResources('AWS::CloudWatch::Alarm'))
    .filter(({ Properties }) => says.test(Properties.AlarmDescription))
    .map(({ Properties }) =>
      (Properties.Metrics ?? []).flatMap((one: { MetricStat?: { Metric: never } }) => one.MetricStat?.Metric ?? []),
    );
}

const components = (count: number) =>
  Hosting.inferenceComponents({
    components: Array.from({ length: count }, (_, place) => ({ name: `shoes-${place}` })),
  });

test('requests to inference components are watched by component, as SageMaker measures them', () => {
  const [faults] = watchedMetrics(components(2), /answered with 5xx: look/);
  expect(faults).toHaveLength(4);
  for (const { Dimensions } of faults) expect(Dimensions.map(({ Name }) => Name)).toEqual(['InferenceComponentName']);
});

test('no alarm looks at more than ten metrics, however many components there are', () => {
  const counts = watchedMetrics(components(12), /answered with 5xx: look/).map(({ length }) => length);
  expect(counts).toEqual([10, 10, 4]);
  expect(watchedMetrics(components(12), /1 of 100 requests/).map(({ length }) => length)).toEqual([10, 2]);
});
