import { join } from 'node:path';
import { Child } from './child';
import { cpuMsOf } from './host';
import type { LimitQuestion, LimitReply, LimitSetup } from './limit-process';
import type { LoadQuestion, LoadReply, LoadSetup } from './load-generator';
import { familyOf, readMetrics, total } from './server';

/** One slice of time with one subject. */
export interface Sample {
  readonly picturesPerSecond: number;
  /** CPU of the subject's processes per picture, without the load generator. */
  readonly cpuMsPerPicture: number;
  readonly latencies: Float64Array;
  /** CPU of the process that answers HTTP, per picture. */
  readonly httpMsPerPicture?: number;
  /** CPU of the load generator, per picture. */
  readonly generatorMsPerPicture?: number;
  /** 99th percentile of the event loop's delay in the process that answers HTTP, as that process measured it. */
  readonly lagSeconds?: number;
  readonly picturesPerBatch?: number;
}

export interface Subject {
  readonly name: string;
  measure(milliseconds: number): Promise<Sample>;
}

export type Generator = Child<LoadQuestion, LoadReply>;

export function startGenerator(pictures: readonly Buffer[]): Promise<Generator> {
  const requests = pictures.map((picture) =>
    Buffer.concat([
      Buffer.from(
        'POST /classify HTTP/1.1\r\nHost: bench\r\nContent-Type: image/jpeg\r\n' +
          `Content-Length: ${picture.length}\r\n\r\n`,
      ),
      picture,
    ]),
  );
  const setup: LoadSetup = { requests };
  return Child.start(join(__dirname, 'load-generator.ts'), setup);
}

/** As many processes as the server has, all at work on pictures that are already there. */
export async function limitSubject({ processes, ...setup }: LimitSetup & { processes: number }): Promise<Subject> {
  const children = await Promise.all(
    Array.from({ length: processes }, () =>
      Child.start<LimitQuestion, LimitReply>(join(__dirname, 'limit-process.ts'), setup),
    ),
  );
  const pids = children.map(({ pid }) => pid);
  return {
    name: 'limit',
    async measure(milliseconds) {
      const cpu = cpuMsOf(pids);
      const replies = await Promise.all(children.map((child) => child.ask({ milliseconds })));
      const pictures = replies.reduce((sum, reply) => sum + reply.pictures, 0);
      return {
        picturesPerSecond: replies.reduce((sum, reply) => sum + (reply.pictures / reply.milliseconds) * 1000, 0),
        cpuMsPerPicture: (cpuMsOf(pids) - cpu) / pictures,
        latencies: new Float64Array(),
      };
    },
  };
}

export function serverSubject(
  kind: 'server' | 'baseline' | 'naive',
  server: { readonly pid: number; readonly port: number },
  generator: Generator,
  concurrency: number,
): Subject {
  const family = familyOf(server);
  // The naive server has no metrics.
  const metrics = async () => (kind === 'naive' ? new Map<string, number>() : await readMetrics(server));
  return {
    name: `${kind} c=${concurrency}`,
    async measure(milliseconds) {
      const before = await metrics();
      const [all, http, generating] = [cpuMsOf(family), cpuMsOf([server.pid]), cpuMsOf([generator.pid])];
      const reply = await generator.ask({ port: server.port, concurrency, milliseconds });
      const pictures = reply.latencies.length;
      if (reply.refused > 0) throw new Error(`${reply.refused} requests were refused at concurrency ${concurrency}`);
      const perPicture = {
        cpuMsPerPicture: (cpuMsOf(family) - all) / pictures,
        httpMsPerPicture: (cpuMsOf([server.pid]) - http) / pictures,
        generatorMsPerPicture: (cpuMsOf([generator.pid]) - generating) / pictures,
      };
      const after = await metrics();
      const grown = (name: string) => total(after, name) - (total(before, name) || 0);
      return {
        picturesPerSecond: (pictures / reply.milliseconds) * 1000,
        ...perPicture,
        latencies: reply.latencies,
        lagSeconds: after.get('image_classifier_event_loop_lag_seconds'),
        picturesPerBatch: grown('image_classifier_batch_size_sum') / grown('image_classifier_batch_size_count'),
      };
    },
  };
}
