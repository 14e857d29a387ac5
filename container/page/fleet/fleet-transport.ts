import { connectionLost, fileGone, uploadRefused } from '../page-failures';
import { type Answer, type Classify, failed, isReadable, type Report } from '../transport';
import type { FleetApi } from './fleet-api';
import type { QueuePlaces } from './queue-places';
import { ResultFeed } from './result-feed';
import type { Sold, SoldPictures } from './sold-pictures';
import { upload } from './upload';
import { type Granted, UploadLine } from './upload-line';

/** Uploads pictures straight to S3 and waits for the results that the workers of a fleet write. */
export function fleetTransport(api: FleetApi, places: QueuePlaces, sold: Pick<SoldPictures, 'find'>): Classify {
  const line = new UploadLine(api);
  const feed = new ResultFeed(api);
  const follow = async ({ sent, ...place }: Sold, signal: AbortSignal, report: Report): Promise<Answer> => {
    // Asked for from the start: a quick worker may be done before this page hears that the picture was sent.
    const result = feed.result(place, signal);
    await Promise.race([sent, result]);
    places.enter(report);
    return { kind: 'result', result: await result.finally(() => places.leave(report)) };
  };
  return async (file, signal, report) => {
    report({ stage: 'waiting' });
    const place = sold.find(file);
    if (place) return await follow(place, signal, report);
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
