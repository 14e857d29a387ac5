import type { IConstruct } from 'constructs';
import { toEnvironment } from '../../contracts/environment';
import type { Settings } from '../../contracts/settings';
import { requireKnown } from '../refusals';
import { decoded } from './server-configuration';

/** Where a worker finds its model and its jobs, and where it sends results; known at deployment only. */
type Places = Pick<Settings, 'model' | 'jobQueueUrl' | 'resultBucket' | 'resultQueueUrl' | 'statusQueueUrl'>;

/** The variables for a worker, and all its settings with their defaults. */
export function configureWorker(scope: IConstruct, chosen: Partial<Settings>) {
  requireKnown(scope, 'server-settings', chosen);
  const settings = decoded(scope, chosen);
  return { settings, environment: (places: Places) => toEnvironment({ ...chosen, ...places }) };
}
