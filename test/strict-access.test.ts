import { App, aws_logs as logs, Stack, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { accessLogFinding, serverFindings } from '../examples/nag/server-findings';
import { Access, EcsFargateClassifier, Firewall } from '../lib';
import { flagSets } from './every-example';

const strict = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:failSynthOnValidationErrors': true,
  '@aws-cdk/core:strictCfnValidateErrors': true,
};

const ways: [string, (shop: Stack) => Access][] = [
  [
    'keys behind a firewall',
    (shop) =>
      Access.privateNetwork({
        apiKeys: secretsmanager.Secret.fromSecretNameV2(shop, 'Keys', 'shop/keys'),
        firewall: Firewall.standard({ logRetention: logs.RetentionDays.ONE_WEEK }),
      }),
  ],
];

const { CDK_VALIDATION } = process.env;
beforeAll(() => {
  delete process.env.CDK_VALIDATION;
});
afterAll(() => {
  process.env.CDK_VALIDATION = CDK_VALIDATION;
});

describe.each(flagSets)('under %s', (_, context) => {
  test.each(ways)('%s: CloudFormation accepts it, and no finding is left that no example explains', (_name, access) => {
    const shop = new Stack(new App({ context: { ...context, ...strict } }), 'Shop');
    new EcsFargateClassifier(shop, 'Classifier', { access: access(shop) });
    expect(() => (shop.node.root as App).synth()).not.toThrow();
    const explained = [accessLogFinding, ...serverFindings].map(({ id }) => id);
    const found = new AwsSolutionsChecks().validateScope(shop).violations.map(({ ruleName }) => ruleName);
    expect(found.filter((id) => !explained.includes(id))).toEqual([]);
  });
});
