import { randomUUID } from 'node:crypto';
import type { CaptureModel } from '../assembly/endpoint-model';
import type { ObjectCalls } from '../cloud/object-calls';
import { type CapturedAnswer, capturedLine } from './captured-call';
import type { Invocation } from './invocation';

export interface DataCaptureOptions {
  readonly endpoint: string;
  readonly capture: CaptureModel;
  readonly objects: ObjectCalls;
  /** How long calls are collected before they become a file. */
  readonly collectMs: number;
  readonly onTrouble: (line: string) => void;
}

/** Keeps a share of the calls to an endpoint as files of lines in Amazon S3, by variant and hour. */
export class DataCapture {
  /** Lines that are in no file yet, by the folder of their variant and hour. */
  private readonly collected = new Map<string, string[]>();
  /** How much of a call each variant owes. */
  private readonly owed = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: DataCaptureOptions) {}

  /** Whether the next call to a variant is kept: at 25 percent every fourth, where Amazon SageMaker draws. */
  takes(variant: string): boolean {
    const owed = (this.owed.get(variant) ?? 0) + this.options.capture.percent;
    this.owed.set(variant, owed % 100);
    return owed >= 100;
  }

  /** Keeps a call that `takes()` took and that was answered. */
  keep(variant: string, invocation: Invocation, answer: CapturedAnswer): void {
    const at = new Date();
    const [day, time] = at.toISOString().split('T');
    const folder = `${variant}/${day.replaceAll('-', '/')}/${time.slice(0, 2)}`;
    const line = capturedLine(this.options.capture, { invocation, answer, at });
    this.collected.set(folder, [...(this.collected.get(folder) ?? []), line]);
    this.timer ??= setTimeout(() => void this.write(), this.options.collectMs);
    this.timer.unref();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async write(): Promise<void> {
    const { endpoint, capture, objects, onTrouble } = this.options;
    const files = [...this.collected];
    this.collected.clear();
    this.timer = undefined;
    const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(capture.destination) ?? [];
    const [minute, second, rest] = new Date().toISOString().slice(14, -1).split(/[:.]/);
    for (const [folder, lines] of files) {
      const name = `${minute}-${second}-${rest}-${randomUUID()}.jsonl`;
      const key = [prefix, endpoint, folder, name].filter(Boolean).join('/');
      await objects.put(bucket, key, Buffer.from(lines.join('')), 'application/octet-stream').catch((error: Error) => {
        onTrouble(`${endpoint}: ${error.message}`);
      });
    }
  }
}
