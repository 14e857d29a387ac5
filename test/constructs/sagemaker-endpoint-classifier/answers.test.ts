import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Hosting } from '../../../lib';
import { shopWithEndpoint } from '../synthesized-endpoint';

test('answers can be read where some are kept, and nowhere else', () => {
  const reader = (shop: Stack) =>
    new iam.Role(shop, 'Reader', { assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com') });
  const later = shopWithEndpoint(() => ({ hosting: Hosting.asynchronous() }));
  expect(later.grants.readAnswers(reader(Stack.of(later))).success).toBe(true);
  const atOnce = shopWithEndpoint();
  expect(() => atOnce.grants.readAnswers(reader(Stack.of(atOnce)))).toThrow(
    'Shop/Classifier: readAnswers() must have Hosting.asynchronous(), got real-time [sagemaker-grant]',
  );
});
