import type { Settings } from '../../contracts/settings';
import type { Compute } from '../compute';
import type { QueueWorkerFleetProps } from '../queue-worker-fleet-props';
import { settingsOf } from '../server-settings';
import { ResultFormat } from '../upload-classifier-props';
import { drainSeconds } from './worker-needs';

/** What was chosen for the workers, in the words of the contract. */
export function chosenSettings(props: QueueWorkerFleetProps, compute: Compute): Partial<Settings> {
  const { maxTries, resultPrefix, resultFormat, server = {} } = props;
  return {
    ...compute._settings,
    drainSeconds,
    cloudWatchSeconds: 60,
    maxTries,
    resultPrefix,
    resultFormat: resultFormat === ResultFormat.PAIR ? 'pair' : undefined,
    ...settingsOf(server),
  };
}
