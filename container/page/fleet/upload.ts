import type { UploadAnswer } from '../../../lib/contracts/web-api';

export type SignedForm = Extract<UploadAnswer['uploads'][number], { status: 'signed' }>;

/** How an upload ended: S3's status and the code in its answer; status 0 where there was no answer. */
export interface Uploaded {
  readonly status: number;
  readonly code: string;
}

/** Sends a file with a signed form. Only the older of the two ways of asking tells how far it is. */
export function upload(
  file: File,
  { url, fields }: SignedForm,
  { signal, onShare }: { signal: AbortSignal; onShare: (share: number) => void },
): Promise<Uploaded> {
  const form = new FormData();
  for (const { name, value } of fields) form.append(name, value);
  form.append('file', file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.upload.addEventListener('progress', ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0));
    request.addEventListener('loadend', () => {
      signal.removeEventListener('abort', stop);
      const code = /<Code>(\w+)<\/Code>/.exec(request.responseText)?.[1] ?? '';
      resolve({ status: request.status, code });
    });
    request.open('POST', url);
    signal.addEventListener('abort', stop, { once: true });
    request.send(form);
  });
}
