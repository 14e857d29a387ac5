import type { Classified } from '../../../lib/contracts/result';
import { element, find, onClick } from '../element';
import { heldWords } from '../page-failures';
import type { Entry } from '../store';
import { counted, fileSize, milliseconds, nothingFound, queuedWords, sentence } from '../words';
import { boxesOver } from './boxes';
import { labelBars } from './label-bars';
import { timingsBar } from './timings-bar';

export interface DetailsProps {
  readonly visible: () => readonly Entry[];
  readonly focus: (entry: Entry) => void;
}

/** Everything about one picture, in a dialog that steps through the pictures in sight. */
export class Details {
  private readonly dialog = find<HTMLDialogElement>('details');
  private readonly frame = find('details-picture');
  private readonly back: HTMLButtonElement;
  private readonly on: HTMLButtonElement;
  private shown: Entry | undefined;
  private address = '';

  constructor(private readonly props: DetailsProps) {
    onClick('details-close', () => this.dialog.close());
    this.back = onClick('details-back', () => this.step(-1));
    this.on = onClick('details-on', () => this.step(1));
    this.dialog.addEventListener('keydown', ({ key }) => {
      if (key === 'ArrowLeft') this.step(-1);
      if (key === 'ArrowRight') this.step(1);
    });
    // A click on the dialog element itself is one beside its content.
    this.dialog.addEventListener('click', ({ target }) => target === this.dialog && this.dialog.close());
    this.dialog.addEventListener('close', () => this.closed());
  }

  open(entry: Entry): void {
    this.shown = entry;
    this.showPicture(entry);
    this.showFacts(entry);
    this.showBoxes(entry);
    if (!this.dialog.open) this.dialog.showModal();
  }

  update(changed: ReadonlySet<Entry>): void {
    if (!this.shown || !changed.has(this.shown)) return;
    this.showFacts(this.shown);
    this.showBoxes(this.shown);
  }

  private step(by: number): void {
    const visible = this.props.visible();
    const next = this.shown && visible[visible.indexOf(this.shown) + by];
    if (next) this.open(next);
  }

  private showPicture({ file, name }: Entry): void {
    URL.revokeObjectURL(this.address);
    this.address = URL.createObjectURL(file);
    const image = element('img', '');
    image.alt = name;
    image.src = this.address;
    this.frame.replaceChildren(image);
    // Unlike an <img>, it also refuses a picture whose head is whole and whose rest is missing.
    createImageBitmap(file).then(
      (bitmap) => bitmap.close(),
      () => {
        // Boxes around nothing would only puzzle.
        if (image.isConnected) this.frame.replaceChildren(element('p', '', 'Your browser cannot show this picture.'));
      },
    );
  }

  private showBoxes({ progress }: Entry): void {
    this.frame.querySelector('.boxes')?.remove();
    if (progress.stage !== 'classified' || !progress.result.boxes || !this.frame.querySelector('img')) return;
    const { boxes, picture } = progress.result;
    this.frame.append(boxesOver({ boxes, picture, fit: 'contain', named: true }));
  }

  private showFacts(entry: Entry): void {
    find('details-name').textContent = entry.name;
    find('details-body').replaceChildren(...factsOf(entry));
    const visible = this.props.visible();
    this.back.disabled = visible[0] === entry;
    this.on.disabled = visible.at(-1) === entry;
  }

  private closed(): void {
    URL.revokeObjectURL(this.address);
    this.frame.replaceChildren();
    // After stepping on, the tile last looked at is the place to go on from, not the one first opened.
    if (this.shown) this.props.focus(this.shown);
    this.shown = undefined;
  }
}

/** Boxes that are listed in words; the picture shows them all. */
const boxesListed = 30;

function answerOf({ labels, boxes }: Classified): Node[] {
  if (!boxes) return [element('h3', '', 'Labels'), labelBars(labels)];
  if (boxes.length === 0) return [element('h3', '', nothingFound)];
  return [element('h3', '', `${counted(boxes.length, 'object')} found`), labelBars(boxes.slice(0, boxesListed))];
}

function factsOf({ file, progress }: Entry): Node[] {
  if (progress.stage === 'classified') {
    const { picture, timings, model, worker } = progress.result;
    const size = `${picture.width} × ${picture.height} · ${picture.format} · ${fileSize(picture.bytes)}`;
    const times = `${milliseconds(timings.totalMs)} in the server, ${milliseconds(progress.roundTripMs)} for the round trip`;
    return [
      element('p', 'quiet-line', size),
      ...answerOf(progress.result),
      element('h3', '', 'Time'),
      timingsBar(timings),
      element('p', 'quiet-line', times),
      ...(model
        ? [element('p', 'quiet-line', `By ${model.name} ${model.version}${worker ? ` on ${worker}` : ''}`)]
        : []),
    ];
  }
  const facts = [element('p', 'quiet-line', [file.type, fileSize(file.size)].filter(Boolean).join(' · '))];
  if (progress.stage === 'failed') {
    const { id, message, advice } = progress.failure;
    facts.push(
      element('p', 'details-message', sentence(message)),
      element('p', '', advice),
      element('p', 'quiet-line', id),
    );
  } else if (progress.stage === 'held') {
    facts.push(
      element('p', '', heldWords(progress.failure)),
      element('p', 'quiet-line', sentence(progress.failure.message)),
    );
  } else {
    const words = {
      waiting: 'Waiting for its turn',
      running: 'At the server',
      uploading: 'On its way',
      queued: progress.stage === 'queued' ? queuedWords(progress.before) : '',
      cancelled: 'Cancelled',
    };
    facts.push(element('p', '', words[progress.stage]));
  }
  return facts;
}
