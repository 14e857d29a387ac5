import type { FleetConfig } from '../../../lib/contracts/web-api';
import { find, onClick } from '../element';
import type { ServerState } from '../server-state';
import type { Classify } from '../transport';
import { FleetPanel } from '../views/fleet-panel';
import { openSaleForm } from '../views/sale-form';
import { FleetApi } from './fleet-api';
import { fleetTransport } from './fleet-transport';
import { QueuePlaces } from './queue-places';
import { Sales, type SalesProps } from './sales';
import { finishSignIn, goToSignIn } from './sign-in';
import { watchFleet } from './watch-fleet';

export interface OpenFleet {
  readonly classify: Classify;
  /** Whether people type a key, instead of signing in. */
  readonly takesKey: boolean;
  watch(onState: (state: ServerState) => void): void;
  showSignIn(needed: boolean): void;
  /** Shows flash sales, where whoever serves the page takes them. */
  followSales(props: SalesProps): void;
}

/** Everything of the page that a fleet needs and a single server does not. */
export async function openFleet(config: FleetConfig): Promise<OpenFleet> {
  const { access } = config;
  const api = new FleetApi(config);
  const places = new QueuePlaces();
  const panel = new FleetPanel();
  const sales = new Sales();
  if (access.kind === 'cognito') {
    onClick('sign-in', () => void goToSignIn(access));
    await finishSignIn(access);
  }
  return {
    classify: fleetTransport(api, places, sales.pictures),
    takesKey: access.kind === 'key',
    watch: (onState) =>
      watchFleet(api, {
        onState,
        onFleet: (fleet) => {
          panel.show(fleet);
          places.update(fleet);
        },
      }),
    showSignIn: (needed) => {
      find('sign-in').hidden = !(needed && access.kind === 'cognito');
    },
    followSales(props) {
      if (!config.sales) return;
      openSaleForm((count) => sales.order(count));
      sales.watch(props);
    },
  };
}
