import { routes } from '../../lib/contracts/http-api';
import { keyHeaders, needsKey, noteAnswer } from './api-key';

export interface ModelFacts {
  readonly name: string;
  readonly version: string;
  readonly labels: readonly string[];
  /** Whether it finds things in a picture instead of naming the whole. */
  readonly detects: boolean;
}

export type ServerState =
  | { readonly state: 'ready'; readonly model: ModelFacts | undefined }
  | { readonly state: 'starting' }
  /** It asks for a key that this page does not have. */
  | { readonly state: 'locked' }
  | { readonly state: 'unreachable' };

export interface WatchProps {
  readonly onState: (state: ServerState) => void;
  readonly unreadyMs: number;
  readonly readyMs: number;
}

/** Tells whether the server is ready, and once it is, which model it serves; asks seldom when all is well. */
export function watchServer({ onState, unreadyMs, readyMs }: WatchProps): void {
  let model: ModelFacts | undefined;
  const look = async (): Promise<void> => {
    const state = await ask(model);
    if (state.state === 'ready') model = state.model;
    onState(state);
    setTimeout(() => void look(), state.state === 'ready' ? readyMs : unreadyMs);
  };
  void look();
}

async function ask(known: ModelFacts | undefined): Promise<ServerState> {
  try {
    const ready = await fetch(`.${routes.ready.path}`);
    if (!ready.ok) return { state: 'starting' };
    if (needsKey()) return { state: 'locked' };
    const model = known ?? (await askModel());
    return needsKey() ? { state: 'locked' } : { state: 'ready', model };
  } catch {
    return { state: 'unreachable' };
  }
}

// Read leniently: this answer describes the model at length and grows, the page needs four of its fields.
async function askModel(): Promise<ModelFacts | undefined> {
  const response = await fetch(`.${routes.model.path}`, { headers: keyHeaders() });
  noteAnswer(response);
  const answer = (await response.json()) as { name?: unknown; version?: unknown; labels?: unknown; task?: unknown };
  if (!response.ok || typeof answer.name !== 'string') return undefined;
  const labels = Array.isArray(answer.labels) ? answer.labels.filter((label) => typeof label === 'string') : [];
  return { name: answer.name, version: String(answer.version ?? ''), labels, detects: answer.task === 'detect' };
}
