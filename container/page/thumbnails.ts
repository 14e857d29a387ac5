/** How far outside the window, in pixels, a thumbnail is already made and still kept. */
const margin = 600;
const atOnce = 3;

/** Makes thumbnails only for what is near the window and frees the others, so hundreds of pictures stay smooth. */
export class Thumbnails {
  private readonly files = new Map<Element, File>();
  private readonly near = new Set<Element>();
  private line: HTMLCanvasElement[] = [];
  private working = 0;
  private readonly observer = new IntersectionObserver((changes) => this.see(changes), { rootMargin: `${margin}px` });

  watch(canvas: HTMLCanvasElement, file: File): void {
    this.files.set(canvas, file);
    this.observer.observe(canvas);
  }

  forget(canvas: HTMLCanvasElement): void {
    this.observer.unobserve(canvas);
    this.files.delete(canvas);
    this.near.delete(canvas);
  }

  private see(changes: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of changes) {
      const canvas = target as HTMLCanvasElement;
      if (isIntersecting) {
        this.near.add(canvas);
        if (!canvas.dataset.drawn) this.line.push(canvas);
      } else {
        this.near.delete(canvas);
        free(canvas);
      }
    }
    this.fill();
  }

  private fill(): void {
    while (this.working < atOnce) {
      const canvas = this.line.shift();
      if (!canvas) return;
      // Scrolled past before its turn came: it is asked for again when it returns.
      if (!this.near.has(canvas)) continue;
      this.working += 1;
      void this.draw(canvas).finally(() => {
        this.working -= 1;
        this.fill();
      });
    }
  }

  private async draw(canvas: HTMLCanvasElement): Promise<void> {
    const file = this.files.get(canvas);
    if (!file || canvas.dataset.drawn) return;
    try {
      const width = Math.round(canvas.clientWidth * Math.min(devicePixelRatio, 2)) || 240;
      const bitmap = await createImageBitmap(file, { resizeWidth: width, resizeQuality: 'medium' });
      if (!this.near.has(canvas)) return bitmap.close();
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      // Hands the pixels over without a copy, and frees the bitmap.
      canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
      canvas.dataset.drawn = 'yes';
    } catch {
      // The browser cannot show it; the server's answer says in words what is wrong, or names a format only it reads.
      canvas.dataset.drawn = 'never';
    }
  }
}

function free(canvas: HTMLCanvasElement): void {
  if (canvas.dataset.drawn !== 'yes') return;
  delete canvas.dataset.drawn;
  canvas.width = 0;
  canvas.height = 0;
}
