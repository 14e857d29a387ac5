import {
  DeploymentFailure,
  type DeploymentFailureId,
  deploymentFailures,
} from '../../lib/contracts/custom-resources/failures';
import { SchemaError } from '../../lib/contracts/schema';

/** What went wrong as one of the failures of the table. */
export function failureOf(error: unknown): DeploymentFailure {
  if (error instanceof DeploymentFailure) return error;
  const { name, message, $metadata } = error as Error & { $metadata?: object };
  if (error instanceof SchemaError) return new DeploymentFailure('properties-malformed', error.problems.join('; '));
  const id: DeploymentFailureId = $metadata ? 'aws-refused' : 'function-failed';
  return new DeploymentFailure(id, `${name}: ${message}`);
}

/** What happened, what was met, what to do, where there is more, and the id that the documents explain. */
export function reasonOf({ id, detail }: DeploymentFailure, logGroup: string): string {
  const { summary, advice } = deploymentFailures[id];
  return `${summary} ${detail} ${advice} The log is ${logGroup}. [${id}]`;
}
