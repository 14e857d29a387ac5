import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { NoAnswer } from './check';

/** A way to a container that has no network: one helper inside its network namespace per connection. */
export interface WayIn {
  readonly url: string;
  close(): void;
}

const carry = (port: number) =>
  `const s = require('node:net').connect(${port}, '127.0.0.1'); process.stdin.pipe(s).pipe(process.stdout); s.on('error', () => process.exit(1)); s.on('close', () => process.exit(0));`;

/**
 * Opens a port here that leads to a port on the loopback of the process with this id.
 *
 * @throws NoAnswer NOWAY where this machine cannot look into it (it takes Linux, root and nsenter)
 */
export async function wayInto(pid: number, port: number): Promise<WayIn> {
  await enter(pid);
  const server = createServer((socket) => {
    const helper = spawn('nsenter', [...into(pid), process.execPath, '-e', carry(port)], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    helper.on('error', () => socket.destroy()).on('exit', () => socket.end());
    helper.stdin.on('error', () => {});
    socket.on('error', () => {}).on('close', () => helper.kill());
    socket.pipe(helper.stdin);
    helper.stdout.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: local } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${local}`, close: () => server.close() };
}

function into(pid: number): string[] {
  return ['--target', String(pid), '--net'];
}

function enter(pid: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = () =>
      reject(
        new NoAnswer(
          'this machine cannot reach a container without a network (it takes Linux, root and nsenter)',
          'Run the check as root on Linux.',
          'NOWAY',
        ),
      );
    spawn('nsenter', [...into(pid), 'true'], { stdio: 'ignore' })
      .on('error', refuse)
      .on('exit', (code) => (code === 0 ? resolve() : refuse()));
  });
}
