import { BufferPool } from '../http-server/body/buffer-pool';
import { type Attempt, type AttemptLimits, asText, type Target } from './attempt';
import { Connection } from './connection';
import type { Reply } from './service-error';

/** Memory that is kept for the next answers. */
const keptBytes = 16 * 1_048_576;

/** What is kept of one host. */
interface Host {
  readonly connections: Connection[];
  session?: Buffer;
}

/** Connections that are kept for the next requests, and opened where none is free. */
export class Connections {
  private readonly hosts = new Map<string, Host>();
  private readonly pool = new BufferPool(keptBytes);

  /** @throws what Connection throws, and asText */
  async send(target: Target, attempt: Attempt, limits: AttemptLimits): Promise<Reply> {
    if (limits.signal?.aborted) throw limits.signal.reason;
    // First of all: a connection that is opened for what cannot be sent would stay.
    const request = asText(attempt);
    const host = this.hostOf(target);
    // Always the same ones, so that those too many fall silent and are closed.
    const connection = host.connections.find(({ free }) => free) ?? this.open(target, host);
    return await connection.ask(request, limits);
  }

  close(): void {
    for (const { connections } of this.hosts.values()) for (const connection of [...connections]) connection.close();
  }

  private hostOf({ secure, hostname, port }: Target): Host {
    const name = `${secure} ${hostname} ${port}`;
    const known = this.hosts.get(name) ?? { connections: [] };
    this.hosts.set(name, known);
    return known;
  }

  private open(target: Target, host: Host): Connection {
    const connection: Connection = new Connection({
      target,
      pool: this.pool,
      session: host.session,
      onSession: (session) => {
        host.session = session;
      },
      onClosed: () => {
        const place = host.connections.indexOf(connection);
        if (place >= 0) host.connections.splice(place, 1);
      },
    });
    host.connections.push(connection);
    return connection;
  }
}
