import { json, type Reply } from '../../http-server/reply';

/** What SageMaker allows of megabytes per payload times payloads at once, and for one payload. */
const mostMegabytes = 100;
const mebibyte = 1_048_576;

/**
 * How batch transform should send its pictures: as many at once as keep every process busy, one picture per request.
 *
 * @param processes inference processes of the models that are open
 */
export function executionParameters(processes: number, maxBodyBytes: number): Reply {
  // One picture in work per process and one on its way to it.
  const concurrent = Math.min(mostMegabytes, Math.max(1, processes) * 2);
  const megabytes = Math.min(Math.floor(mostMegabytes / concurrent), Math.floor(maxBodyBytes / mebibyte));
  return json({
    MaxConcurrentTransforms: concurrent,
    BatchStrategy: 'SINGLE_RECORD',
    MaxPayloadInMB: Math.max(1, megabytes),
  });
}
