import { App, Lazy, Stack } from 'aws-cdk-lib';
import { type GivenEnvironment, requireEnvironment } from '../../lib/private/sagemaker/hosting-environment';

const shop = new Stack(new App(), 'Shop');
const given = (more: Partial<GivenEnvironment> = {}): GivenEnvironment => ({ settings: {}, bundled: true, ...more });

test('a misspelt setting, with which every instance would end at its start, is refused before anything is deployed', () => {
  expect(() => requireEnvironment(shop, { IMAGE_CLASSIFIER_MAXBATCH: '9' }, given())).toThrow(
    /^Shop: IMAGE_CLASSIFIER_MAXBATCH: unknown variable, .*\[server-settings\]$/,
  );
  expect(() => requireEnvironment(shop, { IMAGE_CLASSIFIER_MAX_BATCH: 'many' }, given())).toThrow('[server-settings]');
});

test('what the server of an image of yours is told nobody here can judge', () => {
  requireEnvironment(shop, { IMAGE_CLASSIFIER_COLOUR: 'red', THREADS: '4' }, given({ bundled: false }));
});

test('a setting that no property has may be chosen, and so may the batch of a GPU', () => {
  const settings = { IMAGE_CLASSIFIER_MAX_BATCH: '32' };
  requireEnvironment(shop, { IMAGE_CLASSIFIER_MAX_BATCH: '64', IMAGE_CLASSIFIER_THREADS: '2' }, given({ settings }));
});

test('a value that only deployment will know passes', () => {
  const value = Lazy.string({ produce: () => '2' });
  requireEnvironment(shop, { IMAGE_CLASSIFIER_THREADS: value }, given());
});

test('the entry point of a script is said by the script alone', () => {
  const script = { SAGEMAKER_PROGRAM: 'serve.py' };
  expect(() => requireEnvironment(shop, { SAGEMAKER_PROGRAM: 'other.py' }, given({ script, bundled: false }))).toThrow(
    'environment must leave SAGEMAKER_PROGRAM to the script of the image, got other.py [sagemaker-environment]',
  );
});
