import { element } from '../element';
import { heldWords } from '../page-failures';
import type { Entry, Progress } from '../store';
import { nothingFound, percent, queuedWords, sentence } from '../words';
import { boxesOver } from './boxes';
import { labelBars } from './label-bars';

const labelsShown = 3;

/** One picture in the gallery: a button that shows how it stands and opens its details. */
export class Tile {
  readonly root: HTMLLIElement;
  readonly canvas = element('canvas', 'tile-canvas');
  readonly button: HTMLButtonElement;
  private readonly answer = element('span', 'tile-answer');
  private readonly picture: HTMLElement;
  private boxes: SVGElement | undefined;

  constructor(
    readonly entry: Entry,
    open: (entry: Entry) => void,
  ) {
    const extension = element('span', 'tile-extension', /\.(\w{1,5})$/.exec(entry.name)?.[1] ?? 'file');
    this.picture = element('span', 'tile-picture', extension, this.canvas);
    const name = element('span', 'tile-name', entry.name);
    name.title = entry.name;
    this.button = element('button', 'tile', this.picture, element('span', 'tile-text', name, this.answer));
    this.button.type = 'button';
    this.button.addEventListener('click', () => open(entry));
    this.root = element('li', 'cell', this.button);
    this.show();
  }

  show(): void {
    const { progress } = this.entry;
    this.root.dataset.stage = progress.stage;
    this.button.setAttribute('aria-label', `${this.entry.name}: ${inWords(progress)}`);
    this.answer.replaceChildren(...answerOf(progress));
    this.showBoxes(progress);
  }

  private showBoxes(progress: Progress): void {
    this.boxes?.remove();
    this.boxes = undefined;
    if (progress.stage !== 'classified' || !progress.result.boxes?.length) return;
    const { boxes, picture } = progress.result;
    this.boxes = boxesOver({ boxes, picture, fit: 'cover', named: false });
    this.picture.append(this.boxes);
  }
}

function answerOf(progress: Progress): Node[] {
  if (progress.stage === 'classified') {
    const { labels } = progress.result;
    if (labels.length === 0) return [element('span', 'tile-message', nothingFound)];
    return [labelBars(labels.slice(0, labelsShown))];
  }
  if (progress.stage === 'failed') {
    const { message, advice } = progress.failure;
    return [element('span', 'tile-message', sentence(message)), element('span', 'tile-advice', advice)];
  }
  return [element('span', 'tile-message', inWords(progress)), element('span', 'tile-pulse')];
}

function inWords(progress: Progress): string {
  switch (progress.stage) {
    case 'waiting':
      return 'Waiting';
    case 'running':
      return 'Classifying';
    case 'uploading':
      return `Uploading, ${Math.round(progress.share * 100)}%`;
    case 'queued':
      return queuedWords(progress.before);
    case 'held':
      return heldWords(progress.failure);
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return `failed. ${sentence(progress.failure.message)} ${progress.failure.advice}`;
    case 'classified':
      return (
        progress.result.labels
          .slice(0, labelsShown)
          .map(({ label, score }) => `${label} ${percent(score)}`)
          .join(', ') || nothingFound
      );
  }
}
