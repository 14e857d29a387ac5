import type { IConstruct } from 'constructs';
import { fromEnvironment, toEnvironment } from '../../contracts/environment';
import { SchemaError } from '../../contracts/schema';
import type { Settings } from '../../contracts/settings';
import { refuse, requireKnown } from '../refusals';
import { type ConnectionTimes, connectionTimes } from './connection-times';

/** The variables for a container, and the times that everything around it must keep. */
export interface ServerConfiguration {
  readonly environment: Record<string, string>;
  readonly times: ConnectionTimes;
  /** With the server's own defaults for all that nobody chose. */
  readonly settings: Settings;
}

/** @param places settings that only deployment will know */
export function configureServer(
  scope: IConstruct,
  chosen: Partial<Settings>,
  places: Partial<Settings> = {},
): ServerConfiguration {
  requireKnown(scope, 'server-settings', chosen);
  const settings = decoded(scope, chosen);
  const times = connectionTimes(settings);
  // What is equal to the server's own default stays out of the task definition.
  const keepAliveSeconds = times.keepAlive === settings.keepAliveSeconds ? undefined : times.keepAlive;
  const final = { ...chosen, keepAliveSeconds };
  decoded(scope, final);
  return { times, settings, environment: toEnvironment({ ...final, ...places }) };
}

/** The server's own decoder judges, so what synthesizes also starts. */
export function decoded(scope: IConstruct, chosen: Partial<Settings>): Settings {
  try {
    return fromEnvironment(toEnvironment(chosen));
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return refuse(scope, 'server-settings', error.problems.join('; '));
  }
}
