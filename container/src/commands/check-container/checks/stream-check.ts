import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { type Check, failed, passed, skipped } from '../check';
import type { Target } from '../target';

const path = '/invocations-bidirectional-stream';
/** RFC 6455, section 1.3. */
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What came of an offer to speak WebSocket: the status, and whether the handshake was right. */
interface Handshake {
  readonly status: number | undefined;
  readonly right: boolean;
}

export const opensStream: Check<Target> = {
  id: 'bidirectional-stream',
  title: `A WebSocket opens at ${path}`,
  rule: 'SageMaker bidirectional streaming: WebSocket (RFC 6455) on port 8080, announced by a Docker label.',
  needs: ['ping'],
  async run(target) {
    const { status, right } = await shakeHands(target.url);
    if (status === 101 && right) return passed();
    if (status === 101) {
      return failed(
        'The server answers 101, but with a wrong Sec-WebSocket-Accept.',
        'Compute it as RFC 6455 says, or leave it to a library.',
      );
    }
    if (!target.streams) return skipped('the server has none; only bidirectional streaming needs it');
    return failed(
      `The image has the label for bidirectional streaming, but the handshake got ${status ?? 'no answer'}.`,
      `Accept WebSockets at ${path}, or remove the label.`,
    );
  },
};

function shakeHands(url: string): Promise<Handshake> {
  const key = randomBytes(16).toString('base64');
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': key,
  };
  return new Promise((resolve) => {
    const sent = request(`${url}${path}`, { headers, timeout: 10_000 });
    const settle = (handshake: Handshake) => {
      resolve(handshake);
      sent.destroy();
    };
    sent.once('upgrade', ({ statusCode, headers: answered }, socket) => {
      socket.destroy();
      const expected = createHash('sha1')
        .update(key + guid)
        .digest('base64');
      settle({ status: statusCode, right: answered['sec-websocket-accept'] === expected });
    });
    sent.once('response', ({ statusCode }) => settle({ status: statusCode, right: false }));
    sent.once('timeout', () => settle({ status: undefined, right: false }));
    sent.once('error', () => settle({ status: undefined, right: false }));
    sent.end();
  });
}
