import { find } from '../element';
import type { ServerState } from '../server-state';
import { counted } from '../words';

const stateWords = { ready: 'Ready', starting: 'Starting', locked: 'Needs a key', unreachable: 'Not reachable' };

/** The model's name and state at the top, and the labels it knows in the drop zone. */
export function showServer(server: ServerState): void {
  find('model').dataset.state = server.state;
  find('model-state').textContent = stateWords[server.state];
  if (server.state !== 'ready' || !server.model) return;
  const { name, version, labels, detects } = server.model;
  find('model-name').textContent = name;
  find('model-facts').textContent = [version, counted(labels.length, 'label')].filter(Boolean).join(' · ');
  find('known-labels').textContent = `It ${detects ? 'finds' : 'tells apart'} ${listed(labels, 12)}.`;
}

function listed(labels: readonly string[], most: number): string {
  if (labels.length > most) return `${labels.slice(0, most).join(', ')} and ${labels.length - most} more`;
  return labels.length < 2 ? labels.join() : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`;
}
