import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { fromEnvironment } from '../../contracts/environment';
import { SchemaError } from '../../contracts/schema';
import { type Settings, settings } from '../../contracts/settings';
import { refuse } from '../refusals';

type Variables = Readonly<Record<string, string>>;

/** What is in the environment of a container before its owner adds something. */
export interface GivenEnvironment {
  /** Settings of the server. */
  readonly settings: Variables;
  /** What tells an image by AWS of a script. */
  readonly script?: Variables;
  /** Whether the image is known to hold the server of this library. */
  readonly bundled: boolean;
}

/**
 * Variables that Amazon SageMaker sets in every container.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/build-multi-model-build-container.html
 */
const ofPlatform = ['SAGEMAKER_BIND_TO_PORT', 'SAGEMAKER_MULTI_MODEL', 'SAGEMAKER_SAFE_PORT_RANGE'];

/** The properties that say a setting, which the rules of Amazon SageMaker look at. */
const ofServer: Partial<Record<keyof Settings, string>> = {
  formats: 'server.formats',
  maxBodyBytes: 'server.maxBodySize',
  maxPixels: 'server.maxPixels',
  decode: 'server.decode',
  maxWaiting: 'server.maxWaiting',
  requestTimeoutSeconds: 'server.requestTimeout',
  logLevel: 'server.logLevel',
};

/** What else decides on a setting, where one of the ways of hosting sets it; a larger batch than that of a GPU is yours to try. */
const ofHosting: Partial<Record<keyof Settings, string>> = {
  modelSha256: 'model',
  executionProvider: 'instanceType and gpu',
  processes: 'instanceType and cpus',
  serviceName: 'the name of the endpoint',
  cloudWatchSeconds: 'the construct',
};

const owners = (given: Partial<Record<keyof Settings, string>>): Map<string, string> =>
  new Map(Object.entries(given).map(([name, owner]) => [settings[name as keyof Settings].variable, owner]));
const serverOwners = owners(ofServer);
const hostingOwners = owners(ofHosting);

/** Refuses variables that would contradict a property, and those with which the bundled server would not start. */
export function requireEnvironment(scope: IConstruct, environment: Variables, given: GivenEnvironment): void {
  for (const [name, value] of Object.entries(environment)) {
    const owner = ownerOf(name, given);
    if (owner) refuse(scope, 'sagemaker-environment', `environment must leave ${name} to ${owner}, got ${value}`);
  }
  const all = { ...given.settings, ...environment };
  if (!given.bundled) return;
  const known = Object.entries(all).filter(([name, value]) => ![name, value].some(Token.isUnresolved));
  try {
    fromEnvironment(Object.fromEntries(known));
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    refuse(scope, 'server-settings', error.problems.join('; '));
  }
}

function ownerOf(name: string, { settings: set, script = {} }: GivenEnvironment): string | undefined {
  if (ofPlatform.includes(name)) return 'Amazon SageMaker';
  if (name in script) return 'the script of the image';
  return serverOwners.get(name) ?? (name in set ? hostingOwners.get(name) : undefined);
}
