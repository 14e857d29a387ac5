import { Agent, get } from 'node:http';
import { answerParent } from '../load/child';

export interface ProbeSetup {
  readonly port: number;
  readonly paths: readonly string[];
  readonly everyMs: number;
}

/** What the probes since the last question saw. */
export interface ProbeReply {
  readonly latencies: Float64Array;
  /** Answers with another status than 200, and connections that failed. */
  readonly failed: number;
}

/** Asks the probes of the server again and again, as a load balancer does; from a process of its own, which has nothing else to do. */
async function open({ port, paths, everyMs }: ProbeSetup) {
  const agent = new Agent({ keepAlive: true });
  let latencies: number[] = [];
  let failed = 0;
  const probe = (path: string) => {
    const start = performance.now();
    const asked = get({ agent, host: '127.0.0.1', port, path }, (response) => {
      response.resume().once('end', () => {
        latencies.push(performance.now() - start);
        if (response.statusCode !== 200) failed += 1;
      });
    });
    asked.once('error', () => {
      failed += 1;
    });
  };
  setInterval(() => paths.forEach(probe), everyMs);
  return async (): Promise<ProbeReply> => {
    const reply = { latencies: Float64Array.from(latencies), failed };
    latencies = [];
    failed = 0;
    return reply;
  };
}

answerParent(open);
