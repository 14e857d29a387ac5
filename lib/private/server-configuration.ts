import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { fromEnvironment, toEnvironment } from '../contracts/environment';
import { SchemaError } from '../contracts/schema';
import type { Settings } from '../contracts/settings';
import { type ConnectionTimes, connectionTimes } from './connection-times';
import { refuse } from './refusals';

/** The variables for a container, and the times that everything around it must keep. */
export interface ServerConfiguration {
  readonly environment: Record<string, string>;
  readonly times: ConnectionTimes;
}

export function configureServer(scope: IConstruct, chosen: Partial<Settings>): ServerConfiguration {
  for (const [name, value] of Object.entries(chosen)) {
    if (Token.isUnresolved(value)) {
      refuse(scope, 'server-settings', `${name} must be known when the app is synthesized, got a token`);
    }
  }
  const settings = settingsFrom(scope, chosen);
  const times = connectionTimes(settings);
  // What is equal to the server's own default stays out of the task definition.
  const keepAliveSeconds = times.keepAlive === settings.keepAliveSeconds ? undefined : times.keepAlive;
  return { times, environment: toEnvironment({ ...chosen, keepAliveSeconds }) };
}

/** The server's own decoder judges, so what synthesizes also starts. */
function settingsFrom(scope: IConstruct, chosen: Partial<Settings>): Settings {
  try {
    return fromEnvironment(toEnvironment(chosen));
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return refuse(scope, 'server-settings', error.problems.join('; '));
  }
}
