import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EndpointCheckRequest, TargetKind } from '../../lib/contracts/custom-resources/endpoint-check';
import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';
import { type GoldenPicture, goldenFile, goldenSchema } from '../../lib/contracts/golden-pictures';
import { decode } from '../../lib/contracts/schema';

/** One picture for one of those who must see it. */
export interface Question {
  readonly picture: GoldenPicture;
  readonly bytes: Buffer;
  /** What of the endpoint is asked, as the API names it. */
  readonly target: Readonly<Record<string, string>>;
}

/** The parameter of InvokeEndpoint that names what a picture names. */
const parameters: Readonly<Record<Exclude<TargetKind, 'endpoint'>, string>> = {
  model: 'TargetModel',
  container: 'TargetContainerHostname',
  component: 'InferenceComponentName',
};

/** @throws DeploymentFailure where the folder is not as its golden.json says, or names what the endpoint does not have */
export function questions(directory: string, request: EndpointCheckRequest): Question[] {
  const pictures = read(directory);
  const variants = request.Variants.map((TargetVariant) => ({ TargetVariant }));
  const each = variants.length > 0 ? variants : [{}];
  return pictures.flatMap(({ picture, bytes }) =>
    targetsOf(picture, request).flatMap((target) =>
      each.map((variant) => ({ picture, bytes, target: { ...target, ...variant } })),
    ),
  );
}

function read(directory: string): Omit<Question, 'target'>[] {
  try {
    const text = readFileSync(join(directory, goldenFile), 'utf8');
    const { pictures } = decode(goldenSchema, JSON.parse(text), goldenFile);
    return pictures.map((picture) => ({ picture, bytes: readFileSync(join(directory, picture.file)) }));
  } catch (error) {
    throw new DeploymentFailure('check-pictures', (error as Error).message);
  }
}

function targetsOf(
  { file, model }: GoldenPicture,
  { TargetKind: kind, DefaultTargets, Targets }: EndpointCheckRequest,
): Record<string, string>[] {
  if (kind === 'endpoint') {
    if (model === undefined) return [{}];
    throw new DeploymentFailure('check-pictures', `${file} names the model ${model}, but the endpoint has only one.`);
  }
  const named = model === undefined ? DefaultTargets : [model];
  if (named.length === 0) {
    throw new DeploymentFailure('check-pictures', `${file} must say which ${kind} it is for, with model.`);
  }
  return named.map((one) => ({ [parameters[kind]]: Targets.find(({ Name }) => Name === one)?.Target ?? one }));
}
