import { type RouteName, routes } from '../../../lib/contracts/http-api';
import type { Settings } from '../../../lib/contracts/settings';
import type { Handler } from '../http-server/http-server';

type Handlers = Readonly<Partial<Record<RouteName, Handler>>>;

/** What one port answers. */
export interface Listener {
  readonly port: number;
  readonly handlers: Handlers;
}

/**
 * The main port, and the admin port where there is one: the routes that change or reveal the server then answer there
 * alone, beside the probes of the process. Amazon SageMaker manages many models over the main port and knows no other, so
 * that these routes stay.
 */
export function listeners(
  handlers: Handlers,
  { port, adminPort, multiModel }: Pick<Settings, 'port' | 'adminPort' | 'multiModel'>,
): { readonly main: Listener; readonly admin?: Listener } {
  if (adminPort === undefined) return { main: { port, handlers } };
  const isAdmin = (name: RouteName) => audienceOf(name) === 'admin';
  const stays = (name: RouteName) => multiModel && /^\/models(\/|$)/.test(routes[name].path);
  return {
    main: { port, handlers: only(handlers, (name) => !isAdmin(name) || stays(name)) },
    admin: {
      port: adminPort,
      handlers: only(handlers, (name) => (isAdmin(name) && !stays(name)) || name === 'live' || name === 'ready'),
    },
  };
}

function audienceOf(name: RouteName): 'anyone' | 'admin' | undefined {
  const route = routes[name];
  return 'audience' in route ? route.audience : undefined;
}

function only(handlers: Handlers, chosen: (name: RouteName) => boolean): Handlers {
  return Object.fromEntries(Object.entries(handlers).filter(([name]) => chosen(name as RouteName)));
}
