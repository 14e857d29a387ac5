import { find } from '../element';

let shown = false;

/** A row of small drawings over the empty drop zone, drawn one by one so that the page never waits for them. */
export async function showSampleStrip(draw: () => AsyncIterable<HTMLCanvasElement>): Promise<void> {
  if (shown) return;
  shown = true;
  const strip = find('strip');
  for await (const miniature of draw()) {
    // Whoever has already brought pictures does not look at this any more.
    if (find('main').dataset.pictures === 'some') return;
    miniature.className = 'miniature';
    strip.append(miniature);
    await nextPause();
  }
}

function nextPause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30));
}
