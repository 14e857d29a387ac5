import { Token } from 'aws-cdk-lib';
import type { HostingMode } from './described-endpoint';
import type { HostingRule } from './hosting-rule';
import { guide, inContainers, outside, reference } from './hosting-rule';

const megabyte = 1024 * 1024;
const most: Partial<Record<HostingMode, { readonly seconds: number; readonly bytes: number }>> = {
  serverless: { seconds: 60, bytes: 4 * megabyte },
  asynchronous: { seconds: 3600, bytes: 1024 * megabyte },
};
/** Of all modes that answer at once from instances. */
const mostAtOnce = { seconds: 60, bytes: 25 * megabyte };
const frequencies = [10, 30, 60, 120, 180, 240, 300];

export const requestRules: readonly HostingRule[] = [
  {
    id: 'sagemaker-request-time',
    rule: 'An answer takes up to 60 seconds, of an asynchronous endpoint up to 3600.',
    page: `${guide}/hosting-faqs.html`,
    breach: (endpoint) => {
      const { seconds: max } = most[endpoint.mode] ?? mostAtOnce;
      return inContainers(endpoint, ({ timeoutSeconds: value }) =>
        outside({ what: 'seconds for a request', value, min: 0, max, step: 0 }),
      );
    },
  },
  {
    id: 'sagemaker-request-size',
    rule: 'A request has up to 25 MB; of a serverless endpoint up to 4 MB, of an asynchronous one up to 1 GB.',
    page: `${guide}/hosting-faqs.html`,
    breach: (endpoint) => {
      const { bytes: max } = most[endpoint.mode] ?? mostAtOnce;
      return inContainers(endpoint, ({ payloadBytes: value }) =>
        outside({ what: 'bytes of a request', value, min: 1, max }),
      );
    },
  },
  {
    id: 'sagemaker-asynchronous-concurrency',
    rule: 'An instance of an asynchronous endpoint works on 1 to 1000 requests at a time.',
    page: `${reference}/API_AsyncInferenceClientConfig.html`,
    breach: ({ asynchronous }) =>
      outside({ what: 'maxConcurrency', value: asynchronous?.maxConcurrency, min: 1, max: 1000 }),
  },
  {
    id: 'sagemaker-asynchronous-wait',
    rule: 'A request waits 60 to 21600 seconds for its turn.',
    page: `${reference}/API_runtime_InvokeEndpointAsync.html`,
    breach: ({ asynchronous }) =>
      outside({ what: 'seconds to wait for a turn', value: asynchronous?.waitSeconds, min: 60, max: 21_600 }),
  },
  {
    id: 'sagemaker-capture-percent',
    rule: '0 to 100 percent of the requests are captured.',
    page: `${reference}/API_DataCaptureConfig.html`,
    breach: ({ capturePercent: value }) => outside({ what: 'percent of dataCapture', value, min: 0, max: 100 }),
  },
  {
    id: 'sagemaker-metric-frequency',
    rule: 'Metrics are published every 10, 30, 60, 120, 180, 240 or 300 seconds.',
    page: `${reference}/API_MetricsConfig.html`,
    breach: ({ metricSeconds: got }) =>
      got === undefined || Token.isUnresolved(got) || frequencies.includes(got)
        ? undefined
        : { what: 'seconds between metrics', allowed: `one of ${frequencies.join(', ')}`, got },
  },
];
