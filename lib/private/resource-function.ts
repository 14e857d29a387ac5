import { CustomResource, Duration, type aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FunctionName } from '../contracts/functions';
import { type NodeFunctionOptions, nodeFunction } from './node-function';

/** The time that a function has beyond its own to be started, and to be started again after an error of the platform. */
const startTime = Duration.minutes(2);

/**
 * The function of a kind of custom resource: one for the whole stack, whatever asks for it.
 *
 * @returns the function; rights are added to its role for everyone who asks
 */
export function stackFunction<N extends FunctionName>(
  scope: Construct,
  options: NodeFunctionOptions<N>,
): lambda.Function {
  const stack = Stack.of(scope);
  const id = `ImageClassifier-${options.name}`;
  const found = stack.node.tryFindChild(id)?.node.findChild('Function');
  return (found as lambda.Function | undefined) ?? resourceFunction(stack, id, options);
}

/** A function that answers AWS CloudFormation; a request that waits longer than anyone waits for its answer is dropped. */
export function resourceFunction<N extends FunctionName>(
  scope: Construct,
  id: string,
  options: NodeFunctionOptions<N>,
): lambda.Function {
  const answering = nodeFunction(scope, id, options);
  answering.configureAsyncInvoke({ maxEventAge: waitFor(answering), retryAttempts: 2 });
  return answering;
}

export interface AnsweredOptions {
  readonly answering: lambda.Function;
  /** Such as `Custom::ImageClassifierModelArchive`. */
  readonly resourceType: string;
  readonly properties: Record<string, unknown>;
}

/** A resource that a function answers for; one that dies without an answer fails after minutes, not after an hour. */
export function customResource(
  scope: Construct,
  id: string,
  { answering, resourceType, properties }: AnsweredOptions,
): CustomResource {
  return new CustomResource(scope, id, {
    resourceType,
    properties,
    serviceToken: answering.functionArn,
    serviceTimeout: waitFor(answering),
  });
}

function waitFor({ timeout }: lambda.Function): Duration {
  return (timeout ?? Duration.seconds(30)).plus(startTime);
}
