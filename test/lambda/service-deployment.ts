import type { HookAnswer } from '../../lib/contracts/deployment-hook';

const arn = 'arn:aws:ecs:eu-central-1:111111111111';
const blue = `${arn}:service-revision/shop/classifier/1`;
const green = `${arn}:service-revision/shop/classifier/2`;

/** The stages in their order; the public's requests move in the sixth. */
const stages = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
] as const;
const longestStage = 24 * 3600;

export interface DeploymentOutcome {
  readonly status: 'SUCCESSFUL' | 'ROLLBACK_SUCCESSFUL';
  readonly stages: readonly string[];
  readonly calls: number;
  /** How long it would have taken between the first and the last call, in seconds. */
  readonly seconds: number;
}

/**
 * A blue/green deployment as Amazon ECS carries it out, as far as a hook after the shift of test traffic sees it: an answer
 * without a status and an error roll back, IN_PROGRESS is asked again with the details that it left, and no stage lasts longer
 * than 24 hours (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html).
 */
export async function deploy(
  hook: (event: object) => Promise<unknown>,
  between: (call: number) => Promise<void> = async () => undefined,
): Promise<DeploymentOutcome> {
  const seen: string[] = [];
  const count = { calls: 0, seconds: 0 };
  for (const stage of stages) {
    seen.push(stage);
    if (stage === 'POST_TEST_TRAFFIC_SHIFT' && !(await passes(hook, between, count))) {
      return { status: 'ROLLBACK_SUCCESSFUL', stages: seen, ...count };
    }
  }
  return { status: 'SUCCESSFUL', stages: seen, ...count };
}

async function passes(
  hook: (event: object) => Promise<unknown>,
  between: (call: number) => Promise<void>,
  count: { calls: number; seconds: number },
): Promise<boolean> {
  let details: { since: number } | undefined;
  while (count.seconds < longestStage) {
    count.calls += 1;
    const answer = (await hook(eventOf(details)).catch(() => undefined)) as HookAnswer | undefined;
    if (answer?.hookStatus !== 'IN_PROGRESS') return answer?.hookStatus === 'SUCCEEDED';
    const { callBackDelay, hookDetails } = answer;
    count.seconds += callBackDelay;
    // Nobody waits here: that much time has passed since the first call.
    details = { since: hookDetails.since - callBackDelay * 1000 };
    await between(count.calls);
  }
  return false;
}

function eventOf(hookDetails?: object): object {
  return {
    executionDetails: {
      serviceArn: `${arn}:service/shop/classifier`,
      targetServiceRevisionArn: green,
      testTrafficWeights: { [green]: 100, [blue]: 0 },
      productionTrafficWeights: { [green]: 0, [blue]: 100 },
    },
    executionId: 'b7c3fdd5-7f0d-4b80-9f42-7f1a4c1f0a77',
    lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
    resourceArn: `${arn}:service-deployment/shop/classifier/abc`,
    ...(hookDetails && { hookDetails }),
  };
}
