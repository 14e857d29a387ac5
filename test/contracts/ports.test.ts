import { fromEnvironment } from '../../lib/contracts/environment';

const range = { SAGEMAKER_SAFE_PORT_RANGE: '21000-21009' };

test.each([
  [
    'the two ends of the range',
    { IMAGE_CLASSIFIER_ADMIN_PORT: '21000', IMAGE_CLASSIFIER_GRPC_PORT: '21009', ...range },
  ],
  ['any port elsewhere', { IMAGE_CLASSIFIER_ADMIN_PORT: '9090' }],
  ['two free ports', { IMAGE_CLASSIFIER_PORT: '0', IMAGE_CLASSIFIER_ADMIN_PORT: '0', IMAGE_CLASSIFIER_GRPC_PORT: '0' }],
  ['a range and no second port', range],
])('%s can be had', (_, environment) => {
  expect(() => fromEnvironment(environment)).not.toThrow();
});

test.each([
  [
    { IMAGE_CLASSIFIER_ADMIN_PORT: '8080' },
    'IMAGE_CLASSIFIER_ADMIN_PORT: expected another port than IMAGE_CLASSIFIER_PORT',
  ],
  [
    { IMAGE_CLASSIFIER_ADMIN_PORT: '9090', IMAGE_CLASSIFIER_GRPC_PORT: '9090' },
    'IMAGE_CLASSIFIER_GRPC_PORT: expected another port than IMAGE_CLASSIFIER_ADMIN_PORT',
  ],
  [{ IMAGE_CLASSIFIER_ADMIN_PORT: '21010', ...range }, 'expected a port in SAGEMAKER_SAFE_PORT_RANGE 21000-21009'],
  [{ IMAGE_CLASSIFIER_GRPC_PORT: '20999', ...range }, 'expected a port in SAGEMAKER_SAFE_PORT_RANGE 21000-21009'],
  [{ IMAGE_CLASSIFIER_ADMIN_PORT: '0', ...range }, 'expected a port in SAGEMAKER_SAFE_PORT_RANGE'],
  [{ IMAGE_CLASSIFIER_ADMIN_PORT: '21000', SAGEMAKER_SAFE_PORT_RANGE: 'all' }, 'SAGEMAKER_SAFE_PORT_RANGE all'],
])('%j is refused', (environment, problem) => {
  expect(() => fromEnvironment(environment)).toThrow(problem);
});
