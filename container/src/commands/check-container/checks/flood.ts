import { request } from 'node:http';
import type { Target } from '../target';

const block = Buffer.alloc(1_048_576, 'x');
const patienceMs = 60_000;

/**
 * Sends a body in chunks until the server answers, hangs up, or all of it is sent.
 *
 * @returns the status, or in words what happened instead
 */
export function floodWith({ url, contentType }: Target, bytes: number): Promise<number | string> {
  return new Promise((resolve) => {
    const sent = request(`${url}/invocations`, { method: 'POST', headers: { 'Content-Type': contentType } });
    const settle = (end: number | string) => {
      clearTimeout(timer);
      resolve(end);
      sent.destroy();
    };
    const timer = setTimeout(() => settle('no answer, but the server is well'), patienceMs);
    sent.once('response', ({ statusCode = 0 }) => settle(statusCode));
    sent.once('error', () => settle('the connection was closed'));
    let left = bytes;
    const pour = () => {
      while (left > 0 && !sent.destroyed) {
        left -= block.length;
        if (!sent.write(block)) {
          sent.once('drain', pour);
          return;
        }
      }
      sent.end();
    };
    pour();
  });
}
