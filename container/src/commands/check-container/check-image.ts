import { type Check, chosen, type Finding, NoAnswer, passed, runChecks } from './check';
import { checkUrl } from './check-url';
import { capability, imageFactsChecks } from './checks/image-facts-checks';
import { imageStartChecks } from './checks/image-start-checks';
import { fillsMemory } from './checks/multi-model-checks';
import { stops } from './checks/stop-check';
import type { ContainerEngine, ImageFacts, RunningContainer } from './engine';
import { type ImageTarget, startServe, untilReady } from './image-target';

export interface ImageOptions {
  readonly image: string;
  readonly engine: ContainerEngine;
  readonly payload: Buffer;
  readonly contentType: string;
  readonly multiModel: boolean;
  /** A folder of this machine with a model: one to load (multi-model), or the one of the server. */
  readonly model?: string;
  /** Ids of the checks that are wanted; those they need are run as well. @default all */
  readonly only?: readonly string[];
  /** @default 30000, when SageMaker kills it */
  readonly stopWithinMs?: number;
  /** @default 180000, what serverless endpoints allow */
  readonly readyWithinMs?: number;
  /** @default 20000 */
  readonly refuseWithinMs?: number;
}

/** Where SageMaker puts the model of an endpoint, and those of a multi-model endpoint. */
const modelPlace = '/opt/ml/model';
const postedPlace = '/opt/ml/models/0123456789abcdef/model';
/** Little enough that memory runs out after some models. */
const multiModelMemory = '1g';

/** Runs the whole contract against an image, which is started several times. */
export async function checkImage(options: ImageOptions, onFinding: (finding: Finding) => void): Promise<Finding[]> {
  const facts = await inspected(options, onFinding);
  if (!('facts' in facts)) return [facts.finding];
  const target = imageTarget(options, facts.facts);
  const findings = await runChecks(chosen(imageFactsChecks, options.only), target, onFinding);
  findings.push(...(await checkRunning(target, options, onFinding)));
  findings.push(...(await runChecks(chosen(imageStartChecks, options.only), target, onFinding, findings)));
  return findings;
}

/** The checks of one container that runs all the time, from its start to its end. */
async function checkRunning(
  target: ImageTarget,
  { model, multiModel, only, stopWithinMs = 30_000 }: ImageOptions,
  onFinding: (finding: Finding) => void,
): Promise<Finding[]> {
  let container: RunningContainer | undefined;
  const ready: Check<ImageTarget> = {
    id: 'ready',
    title: 'Started with serve, it answers GET /ping with 200 on port 8080',
    rule: 'SageMaker: ready within 8 minutes (ContainerStartupHealthCheckTimeoutInSeconds), serverless within 3.',
    async run() {
      container = await startServe(target, multiModel ? { memory: multiModelMemory } : {});
      return passed(`after ${((await untilReady(container, target)) / 1000).toFixed(1)} s`);
    },
  };
  try {
    const findings = await runChecks([ready], target, onFinding);
    if (!container || findings[0].verdict.outcome !== 'passed') return findings;
    const modelUrl = multiModel && model !== undefined ? postedPlace : undefined;
    const streams = target.facts.labels[capability('bidirectional-streaming')] === 'true';
    const server = { ...target, url: container.url, modelUrl, streams, only };
    findings.push(...(await checkUrl(server, onFinding)));
    if (multiModel) findings.push(...(await runChecks(chosen([fillsMemory], only), server, onFinding, findings)));
    const stopping = { container, target: server, multiModel, limitMs: stopWithinMs };
    findings.push(...(await runChecks(chosen([stops], only), stopping, onFinding, findings)));
    return findings;
  } finally {
    await container?.remove();
  }
}

function imageTarget(
  { model, multiModel, readyWithinMs = 180_000, refuseWithinMs = 20_000, ...options }: ImageOptions,
  facts: ImageFacts,
): ImageTarget {
  const environment: Record<string, string> = multiModel ? { SAGEMAKER_MULTI_MODEL: 'true' } : {};
  const mounts: Record<string, string> = model === undefined ? {} : { [multiModel ? postedPlace : modelPlace]: model };
  return { ...options, facts, multiModel, readyWithinMs, refuseWithinMs, base: { environment, mounts } };
}

async function inspected(
  { image, engine }: ImageOptions,
  onFinding: (finding: Finding) => void,
): Promise<{ facts: ImageFacts } | { finding: Finding }> {
  try {
    return { facts: await engine.inspect(image) };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const { message: reason, remedy } = error;
    const rule = 'Without an image there is nothing to check.';
    const verdict = { outcome: 'failed', reason, remedy } as const;
    const finding = { id: 'image', title: `The image ${image} is there`, rule, verdict };
    onFinding(finding);
    return { finding };
  }
}
