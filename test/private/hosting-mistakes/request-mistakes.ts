import type {
  DescribedContainer,
  DescribedEndpoint,
} from '../../../lib/private/sagemaker/hosting-constraints/described-endpoint';
import { container, legal, withContainer } from '../described-endpoints';
import type { HostingMistakes } from '../hosting-mistakes';

const { realTime, serverless, asynchronous } = legal;

const reading = (endpoint: DescribedEndpoint, change: Partial<DescribedContainer>): DescribedEndpoint => ({
  ...endpoint,
  variants: endpoint.variants.map((variant) => ({ ...variant, containers: [{ ...container, ...change }] })),
});

export const requestMistakes = {
  'sagemaker-request-time': [
    [withContainer({ timeoutSeconds: 61 }), 'seconds for a request must be between 0 and 60, got 61'],
    [reading(asynchronous, { timeoutSeconds: 3601 }), 'seconds for a request must be between 0 and 3600, got 3601'],
  ],
  'sagemaker-request-size': [
    [withContainer({ payloadBytes: 26_214_401 }), 'bytes of a request must be between 1 and 26214400, got 26214401'],
    [reading(serverless, { payloadBytes: 4_194_305 }), 'bytes of a request must be between 1 and 4194304, got 4194305'],
    [
      reading(asynchronous, { payloadBytes: 2e9 }),
      'bytes of a request must be between 1 and 1073741824, got 2000000000',
    ],
  ],
  'sagemaker-asynchronous-concurrency': [
    [
      { ...asynchronous, asynchronous: { maxConcurrency: 1001 } },
      'maxConcurrency must be between 1 and 1000, got 1001',
    ],
  ],
  'sagemaker-asynchronous-wait': [
    [
      { ...asynchronous, asynchronous: { waitSeconds: 30 } },
      'seconds to wait for a turn must be between 60 and 21600, got 30',
    ],
  ],
  'sagemaker-capture-percent': [
    [{ ...realTime, capturePercent: 101 }, 'percent of dataCapture must be between 0 and 100, got 101'],
  ],
  'sagemaker-metric-frequency': [
    [
      { ...realTime, metricSeconds: 20 },
      'seconds between metrics must be one of 10, 30, 60, 120, 180, 240, 300, got 20',
    ],
  ],
} satisfies HostingMistakes;
