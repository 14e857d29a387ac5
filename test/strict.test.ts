import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CloudFormationValidatePlugin, type aws_ecs as ecs, Stack } from 'aws-cdk-lib';
import { Compute, EcsFargateClassifier, QueueWorkerFleet, SageMakerEndpointClassifier } from '../lib';
import { shopWithPage } from './constructs/synthesized-web';
import { accessWays } from './every-access';
import { endpoints } from './every-endpoint';
import { example, exampleNames, flagSets } from './every-example';
import { fleets, pages, services } from './every-variant';

const strict = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:failSynthOnValidationErrors': true,
  '@aws-cdk/core:strictCfnValidateErrors': true,
};

const { CDK_VALIDATION } = process.env;
beforeAll(() => {
  keepOneEngine();
  delete process.env.CDK_VALIDATION;
});
afterAll(() => {
  process.env.CDK_VALIDATION = CDK_VALIDATION;
});

// Without the newest flags in `.ci/run long`.
const sets = process.env.LONG ? flagSets : flagSets.slice(0, 1);

describe.each(sets)('under %s, CloudFormation accepts', (_, context) => {
  test.each(exampleNames)('the example %s', (name) => {
    expectValid(example(name, { ...context, ...strict }).node.root as App);
  });

  test.each(services)('%s', (_name, props) => {
    const shop = new Stack(new App({ context: { ...context, ...strict } }), 'Shop');
    new EcsFargateClassifier(shop, 'Classifier', props(shop));
    expectValid(shop.node.root as App);
  });

  test.each(accessWays)('a service for %s', (_name, access) => {
    const shop = new Stack(new App({ context: { ...context, ...strict } }), 'Shop');
    new EcsFargateClassifier(shop, 'Classifier', { access: access(shop) });
    expectValid(shop.node.root as App);
  });

  test.each(pages)('a page %s', (_name, choose, props) => {
    expectValid(shopWithPage(choose, props, { ...context, ...strict }).node.root as App);
  });

  test.each(fleets)('a fleet with %s', (_name, props) => {
    const shop = new Stack(new App({ context: { ...context, ...strict } }), 'Shop');
    new QueueWorkerFleet(shop, 'Fleet', props(shop));
    expectValid(shop.node.root as App);
  });

  test.each(endpoints)('an endpoint with %s', (_name, props) => {
    const shop = new Stack(new App({ context: { ...context, ...strict } }), 'Shop');
    new SageMakerEndpointClassifier(shop, 'Classifier', props(shop));
    expectValid(shop.node.root as App);
  });
});

const edges: [cpu: number, memoryMiB: number][] = [
  [256, 512],
  [256, 2048],
  [512, 1024],
  [512, 4096],
  [1024, 2048],
  [1024, 8192],
  [2048, 4096],
  [2048, 16384],
  [4096, 8192],
  [4096, 30720],
  [8192, 16384],
  [8192, 61440],
  [16384, 32768],
  [16384, 122880],
];

test('every task size that is accepted here, AWS Fargate offers, and the sizes beside it are refused', () => {
  const shop = new Stack(new App({ context: strict }), 'Shop');
  const { cluster } = new EcsFargateClassifier(shop, 'Classifier');
  for (const [place, [cpu, memoryMiB]] of edges.entries()) {
    new EcsFargateClassifier(shop, `Edge${place}`, {
      compute: Compute.existingCluster({ cluster, cpu, memoryMiB }),
    });
    const beside = memoryMiB + (place % 2 === 0 ? -256 : 256);
    const compute = Compute.fargate({ cpu, memoryMiB: beside });
    expect(() => new EcsFargateClassifier(new Stack(), 'Beside', { compute })).toThrow('[ecs-task-size]');
  }
  expectValid(shop.node.root as App);
});

test('a template that CloudFormation would refuse does not pass here', () => {
  const shop = new Stack(new App({ context: strict }), 'Shop');
  const { service } = new EcsFargateClassifier(shop, 'Classifier');
  (service.taskDefinition.node.defaultChild as ecs.CfnTaskDefinition).addPropertyOverride('Memory', '3');
  expect(() => (shop.node.root as App).synth()).toThrow("Cpu '1024' is not compatible with Memory '3'");
});

/** aws-cdk-lib makes its engine of rules anew for a template with a new type of resource, which takes longer than the rules. */
function keepOneEngine(): void {
  const plugin = CloudFormationValidatePlugin as unknown as {
    _singletonInstance(): { initializeEngine(types: Set<string>): unknown };
  };
  const own = plugin._singletonInstance();
  const initialize = own.initializeEngine.bind(own);
  const snapshots = readFileSync(join(__dirname, '__snapshots__/examples.test.ts.snap'), 'utf8');
  const known = new Set(Array.from(snapshots.matchAll(/"Type": "(AWS::[^"]+)"/g), ([, type]) => type));
  own.initializeEngine = (types) => {
    for (const type of types) known.add(type);
    return initialize(new Set(known));
  };
}

function expectValid(app: App): void {
  expect(() => app.synth()).not.toThrow();
}
