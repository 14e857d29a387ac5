import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { sagemakerRefusals } from '../../lib/private/refusals/sagemaker-refusals';
import { hostingRules, requireHosting } from '../../lib/private/sagemaker/hosting-constraints';
import type { DescribedEndpoint } from '../../lib/private/sagemaker/hosting-constraints/described-endpoint';
import { component, container, legal, variant, withVariant } from './described-endpoints';
import { hostingMistakes } from './hosting-mistakes';

const classifier = () => new Construct(new Stack(new App(), 'Shop'), 'Classifier');
const mistakes = Object.entries(hostingMistakes).flatMap(([id, cases]) =>
  cases.map(([endpoint, problem]) => ({ id, problem, endpoint })),
);

test.each(mistakes)('$id: $problem', ({ id, problem, endpoint }) => {
  expect(() => requireHosting(classifier(), endpoint)).toThrow(new Error(`Shop/Classifier: ${problem} [${id}]`));
});

test('every rule has a refusal, a mistake that it finds and a page of AWS, and none is written twice', () => {
  const ids = hostingRules.map(({ id }) => id);
  expect(Object.keys(hostingMistakes).sort()).toEqual([...ids, 'sagemaker-instance-type'].sort());
  expect(ids.filter((id) => !(id in sagemakerRefusals))).toEqual([]);
  expect(new Set(hostingRules.map(({ rule }) => rule)).size).toBe(ids.length);
  expect(hostingRules.filter(({ page }) => !/^https:\/\/docs\.aws\.amazon\.com\/[^ ]+\.html/.test(page))).toEqual([]);
  const summaries = Object.values(sagemakerRefusals).map(({ summary }) => summary);
  expect(new Set(summaries).size).toBe(summaries.length);
});

test.each(Object.entries(legal))('an endpoint of kind %s that SageMaker takes is let through', (_, endpoint) => {
  expect(() => requireHosting(classifier(), endpoint)).not.toThrow();
});

const gpu = { ...container, image: { kind: 'own', gpu: true } } as const;
const allowed: Record<string, DescribedEndpoint> = {
  'several variants with weights': {
    ...legal.realTime,
    variants: [
      { ...variant, weight: 90 },
      { ...variant, name: 'challenger', weight: 0.5 },
    ],
  },
  'one shadow': { ...legal.realTime, shadows: [{ ...variant, name: 'shadow' }] },
  'a t2 that nothing scales': withVariant({ instanceType: 'ml.t2.medium', scales: false }),
  'a KMS key without local disks': { ...legal.realTime, encryptionKey: true },
  'many models on one GPU by Triton': {
    ...legal.multiModel,
    variants: [
      {
        ...variant,
        instanceType: 'ml.g5.xlarge',
        containers: [{ image: { kind: 'prebuilt', triton: true }, model: 'archives' }],
      },
    ],
  },
  'an image for GPUs on GPUs': withVariant({ instanceType: 'ml.g6.xlarge', containers: [gpu] }),
  'GPU and CPU containers side by side': {
    ...legal.multiContainer,
    variants: [
      {
        ...variant,
        instanceType: 'ml.g6.xlarge',
        containers: [
          { ...gpu, hostname: 'vision' },
          { ...container, hostname: 'statistics' },
        ],
      },
    ],
  },
  'a component on a GPU': {
    ...legal.inferenceComponents,
    variants: [{ ...variant, instanceType: 'ml.g6.12xlarge', minInstances: 0, containers: [] }],
    components: [{ ...component, accelerators: 4, cpus: 0.25 }],
  },
  'a component on AWS Inferentia': {
    ...legal.inferenceComponents,
    variants: [{ ...variant, instanceType: 'ml.inf2.xlarge', containers: [] }],
    components: [{ ...component, accelerators: 1 }],
  },
  'a linear release of an hour': {
    ...legal.realTime,
    rollout: { kind: 'linear', percent: 10, waitSeconds: 300, terminationWaitSeconds: 599, maxSeconds: 3600 },
  },
  'all at once for a serverless endpoint': { ...legal.serverless, rollout: { kind: 'allAtOnce' } },
};

test.each(Object.entries(allowed))('%s: what only looks like a mistake is let through', (_, endpoint) => {
  expect(() => requireHosting(classifier(), endpoint)).not.toThrow();
});

test('values that only deployment will know are let through', () => {
  const scope = classifier();
  const number = new CfnParameter(scope, 'Number', { type: 'Number' }).valueAsNumber;
  const text = new CfnParameter(scope, 'Text').valueAsString;
  const endpoints: DescribedEndpoint[] = [
    {
      ...withVariant({ name: text, instanceType: text, minInstances: number, maxInstances: number, weight: number }),
      capturePercent: number,
      metricSeconds: number,
      rollout: { kind: 'canary', percent: number, waitSeconds: number, maxSeconds: number },
    },
    {
      ...legal.serverless,
      serverless: { memoryMiB: number, maxConcurrency: number, provisionedConcurrency: number },
    },
    {
      ...legal.inferenceComponents,
      components: [{ ...component, name: text, minCopies: number, maxCopies: number, cpus: number, memoryMiB: number }],
    },
  ];
  for (const endpoint of endpoints) expect(() => requireHosting(scope, endpoint)).not.toThrow();
});

test('docs/hosting-rules.md lists every rule with its page, and none besides', () => {
  const page = readFileSync(join(__dirname, '../../docs/hosting-rules.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([^`]+)` \| (.+) \| \[[^\]]+\]\((.+)\) \|$/gm)].map(([, ...cells]) => cells);
  expect(listed).toEqual(hostingRules.map(({ id, rule, page: source }) => [id, rule, source]));
});
