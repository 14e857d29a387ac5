import type { FailureInWords } from './store';

const lostId = 'connection-lost';

/** Why a picture is kept back before it is sent again. */
export function heldWords({ id }: FailureInWords): string {
  return id === lostId ? 'Waiting for the server to come back' : 'Waiting for a free place';
}

/** Failures that only the page can see, in the same form as the server's. */
export function connectionLost(error: unknown): FailureInWords {
  return {
    id: lostId,
    message: `The server did not answer (${error instanceof Error ? error.message : String(error)}).`,
    advice: 'Check that it is running and that you are online, then try again.',
    retry: 'later',
  };
}

export function fileGone(name: string): FailureInWords {
  return {
    id: 'file-gone',
    message: `${name} can no longer be read from your disk.`,
    advice: 'It was moved, changed or deleted after you chose it. Add it again.',
    retry: 'no',
  };
}

export function uploadRefused(code: string): FailureInWords {
  return {
    id: 'upload-refused',
    message: `The storage did not take the file${code ? ` (${code})` : ''}.`,
    advice: 'It may have changed while it was uploaded, or be larger than allowed. Add it again.',
    retry: 'no',
  };
}

export function notUnderstood(status: number): FailureInWords {
  return {
    id: 'answer-unknown',
    message: `Something between this page and the server answered with status ${status}.`,
    advice: 'Look at the load balancer or proxy in front of the server.',
    retry: 'later',
  };
}
