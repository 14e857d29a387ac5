import { Resolver } from 'node:dns/promises';

/** The way to the internet; tests put another in its place to reach servers of their own. */
export interface Network {
  /** Every address of a host name; empty or an error when it has none. */
  resolve(host: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Where a connection to a checked address really goes. Left out: there. */
  readonly dial?: (address: string, port: number) => { readonly address: string; readonly port: number };
  /** Who vouches for hosts, in PEM. Left out: the authorities that Node trusts. */
  readonly authorities?: string;
}

/**
 * Name servers, asked directly: no thread waits for them, and no name of the hosts file is known.
 *
 * @param servers addresses of name servers, with port; default: those of this machine
 */
export function nameServers(servers?: readonly string[]): Network {
  return {
    async resolve(host, signal) {
      const resolver = new Resolver({ timeout: 1500, tries: 2 });
      if (servers) resolver.setServers(servers);
      const cancel = () => resolver.cancel();
      signal.addEventListener('abort', cancel);
      try {
        const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
        return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
  };
}

export const internet = nameServers();
