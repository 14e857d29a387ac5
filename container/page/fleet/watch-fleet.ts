import type { FleetAnswer } from '../../../lib/contracts/web-api';
import { needsKey } from '../api-key';
import type { ServerState } from '../server-state';
import type { FleetApi } from './fleet-api';

const everyMs = 1000;

/** Tells once a second how the fleet is doing, and whether its API can be asked at all. */
export function watchFleet(
  api: Pick<FleetApi, 'fleet'>,
  { onState, onFleet }: { onState: (state: ServerState) => void; onFleet: (fleet: FleetAnswer) => void },
): void {
  const look = async (): Promise<void> => {
    // Nobody looks at a page in the background.
    if (needsKey()) onState({ state: 'locked' });
    else if (document.visibilityState === 'visible') {
      try {
        onFleet(await api.fleet());
        onState({ state: 'ready', model: undefined });
      } catch {
        onState({ state: needsKey() ? 'locked' : 'unreachable' });
      }
    }
    setTimeout(() => void look(), everyMs);
  };
  void look();
}
