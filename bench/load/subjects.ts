import { join } from 'node:path';
import { Child } from './child';
import { type Dialect, wireRequest } from './dialect';
import { cpuMsOf, descendantsOf } from './host';
import type { LimitQuestion, LimitReply, LimitSetup } from './limit-process';
import type { LoadQuestion, LoadReply, LoadSetup } from './load-generator';
import { treeMebibytes } from './memory';
import { readMetrics, total } from './server';

/** One slice of time with one subject. */
export interface Sample {
  readonly picturesPerSecond: number;
  /** CPU of the subject's processes per picture, without the load generator. */
  readonly cpuMsPerPicture: number;
  readonly latencies: Float64Array;
  /** Of all processes of the subject, right after the work. */
  readonly mebibytes: number;
  /** CPU of the process that answers HTTP, per picture. */
  readonly httpMsPerPicture?: number;
  /** CPU of the load generator, per picture. */
  readonly generatorMsPerPicture?: number;
  /** 99th percentile of the event loop's delay in the process that answers HTTP, as that process measured it. */
  readonly lagSeconds?: number;
  readonly picturesPerBatch?: number;
  /** Share of the requests that were not answered with 200. */
  readonly refused: number;
}

/** Whom to measure, and with how many callers at once. */
export interface Subject {
  readonly kind: string;
  /** 0 for the limit, which has no callers. */
  readonly concurrency: number;
  measure(milliseconds: number): Promise<Sample>;
}

/** A server that has been started: ours, another build of ours, or a peer. */
export interface Contender {
  readonly kind: string;
  readonly pid: number;
  readonly port: number;
  readonly dialect: Dialect;
  /** From its start to its first answer. */
  readonly startSeconds: number;
  /** Its first label for each of the pictures. */
  readonly firstLabels: readonly string[];
  /** Whether it has this server's metrics. */
  readonly metrics: boolean;
  readonly stop: () => void;
}

export type Generator = Child<LoadQuestion, LoadReply>;

/** A program that asks every contender in its dialect. */
export function startGenerator(
  pictures: readonly Buffer[],
  dialects: Readonly<Record<string, Dialect>>,
): Promise<Generator> {
  const requests = Object.entries(dialects).map(([kind, dialect]) => {
    return [kind, pictures.map((picture) => wireRequest(dialect, picture))];
  });
  const setup: LoadSetup = { requests: Object.fromEntries(requests) };
  return Child.start(join(__dirname, 'load-generator.ts'), setup);
}

/** As many processes as the server has, all at work on pictures that are already there. */
export async function limitSubject({ processes, ...setup }: LimitSetup & { processes: number }) {
  const children = await Promise.all(
    Array.from({ length: processes }, () =>
      Child.start<LimitQuestion, LimitReply>(join(__dirname, 'limit-process.ts'), setup),
    ),
  );
  const pids = children.map(({ pid }) => pid);
  const subject: Subject = {
    kind: 'limit',
    concurrency: 0,
    async measure(milliseconds) {
      const cpu = cpuMsOf(pids);
      const replies = await Promise.all(children.map((child) => child.ask({ milliseconds })));
      const pictures = replies.reduce((sum, reply) => sum + reply.pictures, 0);
      return {
        picturesPerSecond: replies.reduce((sum, reply) => sum + (reply.pictures / reply.milliseconds) * 1000, 0),
        cpuMsPerPicture: (cpuMsOf(pids) - cpu) / pictures,
        latencies: new Float64Array(),
        mebibytes: treeMebibytes(pids),
        refused: 0,
      };
    },
  };
  const stop = () => {
    for (const child of children) child.stop();
  };
  return { subject, stop };
}

export function contenderSubject(contender: Contender, generator: Generator, concurrency: number): Subject {
  const { kind, pid, port } = contender;
  const metrics = async () => (contender.metrics ? await readMetrics({ port }) : new Map<string, number>());
  return {
    kind,
    concurrency,
    async measure(milliseconds) {
      const family = [pid, ...descendantsOf(pid)];
      const before = await metrics();
      const [all, http, generating] = [cpuMsOf(family), cpuMsOf([pid]), cpuMsOf([generator.pid])];
      const reply = await generator.ask({ port, dialect: kind, concurrency, milliseconds });
      const pictures = reply.latencies.length;
      const after = await metrics();
      const grown = (name: string) => total(after, name) - (total(before, name) || 0);
      return {
        picturesPerSecond: (pictures / reply.milliseconds) * 1000,
        cpuMsPerPicture: (cpuMsOf(family) - all) / pictures,
        httpMsPerPicture: contender.metrics ? (cpuMsOf([pid]) - http) / pictures : undefined,
        generatorMsPerPicture: (cpuMsOf([generator.pid]) - generating) / pictures,
        latencies: reply.latencies,
        mebibytes: treeMebibytes(family),
        refused: reply.refused / (pictures + reply.refused),
        lagSeconds: after.get('image_classifier_event_loop_lag_seconds'),
        picturesPerBatch: grown('image_classifier_batch_size_sum') / grown('image_classifier_batch_size_count'),
      };
    },
  };
}
