import { connectionLost, fileGone, uploadRefused } from '../page-failures';
import { type Answer, type Classify, failed, isReadable } from '../transport';
import type { FleetApi } from './fleet-api';
import type { QueuePlaces } from './queue-places';
import { ResultFeed } from './result-feed';
import { upload } from './upload';
import { type Granted, UploadLine } from './upload-line';

/** Uploads pictures straight to S3 and waits for the results that the workers of a fleet write. */
export function fleetTransport(api: FleetApi, places: QueuePlaces): Classify {
  const line = new UploadLine(api);
  const feed = new ResultFeed(api);
  return async (file, signal, report) => {
    report({ stage: 'waiting' });
    const turn = await line.turn(file, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      return error;
    });
    if (!isGranted(turn)) return { kind: 'later', afterMs: 1000, failure: connectionLost(turn) };
    const { batch, upload: form, done } = turn;
    if (form.status === 'refused') {
      done();
      return failed({ ...form.failure, retry: 'no' });
    }
    report({ stage: 'uploading', share: 0 });
    const onShare = (share: number) => report({ stage: 'uploading', share });
    const { status, code } = await upload(file, form, { signal, onShare }).finally(done);
    signal.throwIfAborted();
    if (status < 200 || status > 299) return await notUploaded(file, status, code);
    places.enter(report);
    const result = await feed.result({ batch, key: form.key }, signal).finally(() => places.leave(report));
    return { kind: 'result', result };
  };
}

async function notUploaded(file: File, status: number, code: string): Promise<Answer> {
  if (status === 0 && !(await isReadable(file))) return failed(fileGone(file.name));
  // 400: the form does not allow this file. 403 comes of a form that is too old: another one will do.
  if (status === 400) return failed(uploadRefused(code));
  return { kind: 'later', afterMs: 1000, failure: connectionLost(status === 0 ? 'no answer' : `${status} ${code}`) };
}

function isGranted(turn: unknown): turn is Granted {
  return typeof turn === 'object' && turn !== null && 'done' in turn;
}
