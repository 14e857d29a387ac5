import { droppedFiles, picturesAmong } from '../dropped-files';
import { find, onClick } from '../element';

export interface DropZoneProps {
  readonly add: (files: File[]) => void;
  readonly drawSamples: () => AsyncIterable<File>;
  readonly say: (words: string) => void;
}

/** Every way in: drop anywhere on the page, paste, choose pictures or a folder, drawn samples. */
export function openDropZone({ add, drawSamples, say }: DropZoneProps): void {
  const take = (files: File[]) => (files.length > 0 ? add(files) : say('There was no picture among that.'));
  chooser('choose-pictures', 'picture-input', (files) => take(files));
  // The large empty zone looks like one button, so a click anywhere in it acts like one.
  find('zone').addEventListener('click', ({ target }) => {
    const inButton = (target as Element).closest('button, input');
    if (!inButton && find('main').dataset.pictures === 'none') find('choose-pictures').click();
  });
  const folder = chooser('choose-folder', 'folder-input', (files) => take(picturesAmong(files)));
  // Phones have no folders to choose; where the attribute is unknown the button would open single files.
  folder.hidden = !('webkitdirectory' in HTMLInputElement.prototype) || matchMedia('(pointer: coarse)').matches;
  const samples = onClick('draw-samples', () => {
    samples.disabled = true;
    void addEach(drawSamples())
      .catch((error) => say(`The samples could not be drawn: ${error}`))
      .finally(() => {
        samples.disabled = false;
      });
  });
  async function addEach(files: AsyncIterable<File>): Promise<void> {
    for await (const file of files) add([file]);
  }
  listenForDrops((transfer) => void droppedFiles(transfer).then(take));
}

function chooser(buttonId: string, inputId: string, chosen: (files: File[]) => void): HTMLButtonElement {
  const input = find<HTMLInputElement>(inputId);
  input.addEventListener('change', () => {
    const files = Array.from(input.files ?? []);
    // Emptied, so that choosing the same files again is a change again.
    input.value = '';
    if (files.length > 0) chosen(files);
  });
  return onClick(buttonId, () => input.click());
}

function listenForDrops(take: (transfer: DataTransfer) => void): void {
  const highlight = (on: boolean) => document.documentElement.classList.toggle('dragging', on);
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  window.addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    highlight(true);
  });
  window.addEventListener('dragleave', (event) => {
    // Leaving the window, not passing from one element to the next.
    if (event.relatedTarget === null) highlight(false);
  });
  window.addEventListener('drop', (event) => {
    highlight(false);
    if (!event.dataTransfer || !carriesFiles(event)) return;
    event.preventDefault();
    take(event.dataTransfer);
  });
  window.addEventListener('paste', (event) => {
    if (event.clipboardData?.types.includes('Files')) take(event.clipboardData);
  });
}
