import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { mostAnswerBytes } from '../../lib/contracts/custom-resources/request';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** Pauses before the second try and those after it; with the tries themselves they fit into the time kept for them. */
const pauses = [200, 400, 800, 1600];
const tryMs = 2000;

/** The most time that an answer takes, in milliseconds. */
export const answerMs = pauses.reduce((sum, ms) => sum + ms, 0) + (pauses.length + 1) * tryMs;

/**
 * Puts the answer where AWS CloudFormation waits for it, again where it is not taken.
 *
 * @throws Error when it was never taken; AWS Lambda then asks the function again
 */
export async function give(answer: Answer, url: string): Promise<void> {
  const body = written(answer);
  for (const [tries, ms] of [0, ...pauses].entries()) {
    await pause(ms);
    try {
      return await put(body, url);
    } catch (error) {
      console.warn({ outcome: 'answer not taken', tries: tries + 1, reason: (error as Error).message });
    }
  }
  throw new Error(`AWS CloudFormation did not take the answer in ${pauses.length + 1} tries`);
}

/** As JSON; a reason that is too long loses its end, for one byte too many makes the whole answer worthless. */
export function written(answer: Answer): Buffer {
  let { Reason } = answer;
  for (;;) {
    const body = Buffer.from(JSON.stringify({ ...answer, Reason }));
    const excess = body.length - mostAnswerBytes;
    if (excess <= 0 || Reason === '') return body;
    // One character takes six bytes of JSON at most.
    const kept = [...Reason].slice(0, -Math.max(2, Math.ceil(excess / 6)));
    Reason = kept.length > 1 ? `${kept.join('')}…` : '';
  }
}

function put(body: Buffer, url: string): Promise<void> {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  // The signature of the address holds for an empty content type.
  const headers = { 'content-type': '', 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const call = send(url, { method: 'PUT', agent: false, headers, signal: AbortSignal.timeout(tryMs) }, (reply) => {
      const { statusCode = 0 } = reply;
      reply.resume();
      reply.on('error', reject);
      reply.on('end', () => {
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new Error(`status ${statusCode}`));
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}
