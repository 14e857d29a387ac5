import { StartFailure } from '../../lib/contracts/start-failures';
import { createDecoder } from './image/decoder';
import { allowPicturesOnly } from './image/loaders';
import type { Opening, Reply, Request } from './inference/messages';
import { PicturePath } from './inference/picture-path';
import { prepareModel } from './inference/preparation';
import { createResampler } from './resample';
import { openSession } from './session/session';

/** The program of an inference process: it opens the model once, then answers one batch after the other. */
let path: PicturePath | undefined;

async function open({ description, cacheDirectory, maxPixels, systemJpeg }: Opening): Promise<Reply> {
  const session = await openSession(description, { directory: cacheDirectory });
  allowPicturesOnly();
  const decoder = createDecoder(systemJpeg ? {} : { turbojpeg: false });
  const resampler = createResampler();
  path = new PicturePath({ manifest: description.manifest, decoder, resampler, session, maxPixels });
  return { type: 'opened', engines: { jpeg: decoder.jpegEngine, resample: resampler.engine } };
}

async function answer(request: Request): Promise<Reply> {
  switch (request.type) {
    case 'prepare':
      return { type: 'prepared', preparation: await prepareModel(request.opening, request.maxBatch) };
    case 'open':
      return await open(request.opening);
    case 'classify':
      if (!path) throw new Error('a picture arrived before the model was opened');
      return { type: 'outcomes', outcomes: await path.classify(request.pictures) };
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
