import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';
import { type ResourceRequest, resourceRequestSchema } from '../../lib/contracts/custom-resources/request';
import { decode, type Schema, SchemaError } from '../../lib/contracts/schema';
import { type Answer, answerMs, give } from './answer';
import { failureOf, reasonOf } from './reason';

/** What AWS Lambda says of a call. */
export interface CallContext {
  readonly logGroupName: string;
  getRemainingTimeInMillis(): number;
}

export interface Wish<P> {
  readonly kind: 'Create' | 'Update';
  readonly properties: P;
  /** What the properties were before an update; undefined too where an older version of the library wrote them. */
  readonly before?: P;
  readonly stackId: string;
}

/** What a custom resource does, as each request asks for it. Everything may be asked for twice. */
export interface Work<P> {
  readonly schema: Schema<P>;
  /** @returns the attributes of the resource */
  make(wish: Wish<P>, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** What it fails at does not keep the stack from being deleted. */
  remove?(properties: P, signal: AbortSignal): Promise<void>;
}

/** The handler of a custom resource: whatever happens, AWS CloudFormation is answered, and before the function's time is over. */
export function customResource<P>(work: Work<P>) {
  return async (event: unknown, context: CallContext): Promise<void> => {
    const { request, problem } = requestOf(event);
    const stop = new AbortController();
    const msLeft = Math.max(0, context.getRemainingTimeInMillis() - answerMs - 1000);
    const timer = setTimeout(() => stop.abort(new DeploymentFailure('time-up', 'It did not end.')), msLeft);
    const timeUp = new Promise<never>((_, reject) => {
      stop.signal.addEventListener('abort', () => reject(stop.signal.reason));
    });
    const done = problem ? Promise.reject(problem) : carryOut(work, request, stop.signal);
    const answer = await Promise.race([done, timeUp]).then(
      (Data): Answer => ({ Status: 'SUCCESS', Reason: 'Done.', ...idsOf(request), Data }),
      (error): Answer => failed(request, error, context),
    );
    clearTimeout(timer);
    await give(answer, request.ResponseURL);
  };
}

async function carryOut<P>({ schema, make, remove }: Work<P>, request: ResourceRequest, signal: AbortSignal) {
  const { RequestType: kind, StackId: stackId, ResourceProperties, OldResourceProperties } = request;
  const properties = decode(schema, ResourceProperties, 'properties');
  if (kind === 'Delete') {
    await remove?.(properties, signal);
    return {};
  }
  return make({ kind, properties, before: decodable(schema, OldResourceProperties), stackId }, signal);
}

function decodable<P>(schema: Schema<P>, value: unknown): P | undefined {
  try {
    return decode(schema, value, 'before');
  } catch {
    return undefined;
  }
}

/** Nobody can repair what could not be removed while the stack waits for it, so that the stack goes on. */
function failed(request: ResourceRequest, error: unknown, { logGroupName }: CallContext): Answer {
  const failure = failureOf(error);
  const Reason = reasonOf(failure, logGroupName);
  const outcome = request.RequestType === 'Delete' ? 'not removed' : 'failed';
  const stack = failure.id === 'function-failed' ? (error as Error).stack : undefined;
  console.error({ outcome, id: failure.id, resource: request.LogicalResourceId, reason: Reason, stack });
  return { Status: outcome === 'failed' ? 'FAILED' : 'SUCCESS', Reason, ...idsOf(request) };
}

/** The resource is one and the same for all its life: nothing is replaced, and nothing removed, by an update. */
const idsOf = ({ PhysicalResourceId, LogicalResourceId, StackId, RequestId }: ResourceRequest) => ({
  PhysicalResourceId: PhysicalResourceId ?? LogicalResourceId,
  LogicalResourceId,
  StackId,
  RequestId,
});

/**
 * A request that is not understood is answered all the same where it says where to.
 *
 * @throws SchemaError where it does not
 */
function requestOf(event: unknown): { request: ResourceRequest; problem?: DeploymentFailure } {
  try {
    return { request: decode(resourceRequestSchema, event, 'request') };
  } catch (error) {
    const { ResponseURL, ...said } = { ...(event as Partial<ResourceRequest>) };
    if (typeof ResponseURL !== 'string') throw error;
    const { StackId = '', RequestId = '', LogicalResourceId = 'unknown', PhysicalResourceId } = said;
    const RequestType = said.RequestType === 'Delete' ? ('Delete' as const) : ('Create' as const);
    const request = { RequestType, ResponseURL, StackId, RequestId, LogicalResourceId };
    const detail = error instanceof SchemaError ? error.problems.join('; ') : String(error);
    const problem = new DeploymentFailure('request-malformed', detail);
    return { request: { ...request, PhysicalResourceId }, problem };
  }
}
