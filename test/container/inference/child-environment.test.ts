import { childEnvironment } from '../../../container/src/inference/child-environment';

test('a process that decodes pictures gets what libraries need, and no credentials', () => {
  const needed = {
    PATH: '/bin',
    TMPDIR: '/tmp',
    MALLOC_TRIM_THRESHOLD_: '131072',
    LD_LIBRARY_PATH: '/lib',
    LC_ALL: 'C',
    CUDA_CACHE_PATH: '/tmp/cuda',
    NVIDIA_VISIBLE_DEVICES: 'all',
  };
  const secret = {
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=x',
    IMAGE_CLASSIFIER_API_KEYS: '[]',
    DATABASE_PASSWORD: 'p',
  };
  expect(childEnvironment({ ...needed, ...secret })).toEqual(needed);
});
