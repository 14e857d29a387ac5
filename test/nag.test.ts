import { App, Stack } from 'aws-cdk-lib';
import { endpointFindings } from '../examples/nag/endpoint-findings';
import { EcsFargateClassifier, QueueWorkerFleet, SageMakerEndpointClassifier } from '../lib';
import { shopWithPage } from './constructs/synthesized-web';
import { accessFindings, accessWays } from './every-access';
import { endpoints } from './every-endpoint';
import { example, exampleNames, flagSets } from './every-example';
import { fleets, pages, services } from './every-variant';
import { nist, packs, unexplained } from './unexplained-findings';

const examples = exampleNames.flatMap((name) => flagSets.map(([flags, context]) => [name, flags, context] as const));

test.each(examples)(
  '%s under %s leaves no finding of AwsSolutions or NIST 800-53 r5 unanswered',
  (name, _, context) => {
    const stack = example(name, context);
    expect(packs.flatMap((pack) => pack.validateScope(stack).violations)).toEqual([]);
  },
);

// Without the newest flags in `.ci/run long`.
const sets = process.env.LONG ? flagSets : flagSets.slice(0, 1);

describe.each(sets)('under %s, NIST 800-53 r5 finds nothing that no example explains', (_, context) => {
  const shopOf = () => new Stack(new App({ context }), 'Shop');

  test.each(services)('in a service: %s', (_name, props) => {
    const shop = shopOf();
    new EcsFargateClassifier(shop, 'Classifier', props(shop));
    expect(unexplained(shop, [nist])).toEqual([]);
  });

  test.each(accessWays)('in a service for %s, nor does AwsSolutions', (_name, access) => {
    const shop = shopOf();
    new EcsFargateClassifier(shop, 'Classifier', { access: access(shop) });
    const found = packs.flatMap((pack) => pack.validateScope(shop).violations).map(({ ruleName }) => ruleName);
    expect(found.filter((id) => !accessFindings.includes(id))).toEqual([]);
  });

  test.each(fleets)('in a fleet: %s', (_name, props) => {
    const shop = shopOf();
    new QueueWorkerFleet(shop, 'Fleet', props(shop));
    expect(unexplained(shop, [nist])).toEqual([]);
  });

  test.each(endpoints)('in an endpoint: %s', (_name, props) => {
    const shop = shopOf();
    const classifier = new SageMakerEndpointClassifier(shop, 'Classifier', props(shop));
    const explained = endpointFindings(classifier).map(({ id }) => id);
    expect(unexplained(shop, [nist]).filter((id) => !explained.includes(id))).toEqual([]);
  });

  test.each(pages)('in a page: %s', (_name, choose, props) => {
    expect(unexplained(shopWithPage(choose, props, context), [nist])).toEqual([]);
  });
});
