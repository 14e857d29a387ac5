import { createDecoder } from '../../container/src/image/decoder';
import { PicturePath } from '../../container/src/inference/picture-path';
import { describeModel } from '../../container/src/models/description';
import { createResampler } from '../../container/src/resample';
import { openSession } from '../../container/src/session/session';
import { answerParent } from './child';
import type { Decoding } from './server';

export interface LimitSetup {
  readonly model: string;
  readonly cacheDirectory: string;
  readonly pictures: readonly Uint8Array[];
  /** Pictures per run, as the server chose. */
  readonly batch: number;
  readonly decode: Decoding;
}

export interface LimitQuestion {
  readonly milliseconds: number;
}

export interface LimitReply {
  readonly pictures: number;
  readonly milliseconds: number;
}

/** The inference path of the server, fed from memory: no HTTP, no queue, no other process to talk to. */
async function open({ model, cacheDirectory, pictures, batch, decode }: LimitSetup) {
  const description = await describeModel(model);
  const session = await openSession(description, { directory: cacheDirectory });
  const decoder = createDecoder();
  const path = new PicturePath({
    manifest: description.manifest,
    outputs: description.outputs,
    decoder,
    resampler: createResampler(),
    session,
    maxPixels: 50_000_000,
    decode,
  });
  let turn = 0;
  const nextBatch = () =>
    Array.from({ length: batch }, () => ({
      kind: 'picture' as const,
      bytes: pictures[turn++ % pictures.length],
      topK: undefined,
    }));
  return async ({ milliseconds }: LimitQuestion): Promise<LimitReply> => {
    const start = performance.now();
    let done = 0;
    while (performance.now() < start + milliseconds) {
      for (const outcome of await path.classify(nextBatch())) {
        if ('failure' in outcome) throw new Error(outcome.message);
        done += 1;
      }
    }
    return { pictures: done, milliseconds: performance.now() - start };
  };
}

answerParent(open);
