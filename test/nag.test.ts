import { App, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { bucketFindings } from '../examples/nag/bucket-findings';
import { instanceFindings } from '../examples/nag/fleet-findings';
import { functionFindings } from '../examples/nag/function-findings';
import { loadBalancerFindings, withoutCertificate } from '../examples/nag/load-balancer-findings';
import { serverFindings } from '../examples/nag/server-findings';
import { pageBucketFindings } from '../examples/nag/web-findings';
import { EcsFargateClassifier, QueueWorkerFleet } from '../lib';
import { shopWithPage } from './constructs/synthesized-web';
import { example, exampleNames, flagSets } from './every-example';
import { fleets, pages, services } from './every-variant';

const examples = exampleNames.flatMap((name) => flagSets.map(([flags, context]) => [name, flags, context] as const));
const nist = new NIST80053R5Checks();
const packs = [new AwsSolutionsChecks(), nist];

test.each(examples)(
  '%s under %s leaves no finding of AwsSolutions or NIST 800-53 r5 unanswered',
  (name, _, context) => {
    const stack = example(name, context);
    expect(packs.flatMap((pack) => pack.validateScope(stack).violations)).toEqual([]);
  },
);

describe.each(flagSets)('under %s, NIST 800-53 r5 finds nothing that no example explains', (_, context) => {
  const shopOf = () => new Stack(new App({ context }), 'Shop');

  test.each(services)('in a service: %s', (_name, props) => {
    const shop = shopOf();
    new EcsFargateClassifier(shop, 'Classifier', props(shop));
    expect(unexplained(shop)).toEqual([]);
  });

  test.each(fleets)('in a fleet: %s', (_name, props) => {
    const shop = shopOf();
    new QueueWorkerFleet(shop, 'Fleet', props(shop));
    expect(unexplained(shop)).toEqual([]);
  });

  test.each(pages)('in a page: %s', (_name, choose, props) => {
    expect(unexplained(shopWithPage(choose, props, context))).toEqual([]);
  });
});

function unexplained(shop: Stack): string[] {
  const explained = [
    ...serverFindings,
    ...instanceFindings,
    ...loadBalancerFindings,
    ...withoutCertificate,
    ...functionFindings,
    ...bucketFindings,
    ...pageBucketFindings,
  ].map(({ id }) => id);
  // No example has a firewall: it logs what it blocked where that is asked for; metrics and samples are always there.
  explained.push('NIST.800.53.R5-WAFv2LoggingEnabled');
  return nist
    .validateScope(shop)
    .violations.map(({ ruleName }) => ruleName)
    .filter((id) => !explained.includes(id));
}
