import { StartFailure } from '../../lib/contracts/start-failures';
import { createDecoder } from './image/decoder';
import { allowPicturesOnly } from './image/libvips-loaders';
import type { Opening, Reply, Request } from './inference/messages';
import { PicturePath } from './inference/picture-path';
import { prepareModel } from './inference/preparation';
import { runWorks } from './inference/work-path';
import { createResampler } from './resample';
import type { Outcome, Work } from './scheduler/slot';
import { openSession } from './session/session';

// The program of an inference process: it opens the model once, then answers one batch after the other.

/** Whether the optimised model was found whole just now. */
let checked = false;
let run: ((works: readonly Work[]) => Promise<Outcome[]>) | undefined;

async function open(opening: Opening, threads: number): Promise<Reply> {
  const { description, cacheDirectory, executionProvider: provider, maxPixels, systemJpeg, decode, signals } = opening;
  const session = await openSession(description, { directory: cacheDirectory, threads, checked, provider });
  allowPicturesOnly();
  const decoder = createDecoder(systemJpeg ? {} : { turbojpeg: false });
  const resampler = createResampler();
  const { manifest, outputs } = description;
  const path = new PicturePath({ manifest, outputs, decoder, resampler, session, maxPixels, decode, signals });
  run = (works) => runWorks(works, path, session);
  return { type: 'opened', engines: { jpeg: decoder.jpegEngine, resample: resampler.engine } };
}

async function answer(request: Request): Promise<Reply> {
  switch (request.type) {
    case 'prepare': {
      const preparation = await prepareModel(request.opening, request.limits);
      checked = preparation.untouched;
      return { type: 'prepared', preparation };
    }
    case 'open':
      return await open(request.opening, request.threads);
    case 'run':
      if (!run) throw new Error('work arrived before the model was opened');
      return { type: 'outcomes', outcomes: await run(request.works) };
  }
}

function refusal(error: unknown): Reply {
  const { id, detail } = error instanceof StartFailure ? error : new StartFailure('model-unreadable', String(error));
  return { type: 'refused', id, detail };
}

process.on('message', (request: Request) => {
  void answer(request)
    .catch(refusal)
    .then((reply) => process.send?.(reply));
});
// The parent decides when to stop: a Ctrl-C that reaches the whole process group must not cut off work in flight.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit(0));
