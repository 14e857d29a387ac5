import { arrange, type Filter, matches, type Order } from '../arrangement';
import { find } from '../element';
import type { Entry, Store } from '../store';
import { Thumbnails } from '../thumbnails';
import { Tile } from './tile';

/** Up to this many pictures get larger tiles. */
const fewest = 4;
/** So many tiles a browser draws with ease; further ones come when somebody scrolls or tabs near them. */
const step = 1200;

/** The grid of tiles: one per picture, in the order and under the filter that the person chose. */
export class Gallery {
  private readonly list = find<HTMLUListElement>('gallery');
  private readonly nothing = find('nothing');
  private readonly more = find('more');
  private readonly tiles = new Map<Entry, Tile>();
  private readonly thumbnails = new Thumbnails();
  private order: Order = 'added';
  private filter: Filter = { kind: 'all' };
  private arranged: readonly Entry[] = [];
  private most = step;

  constructor(
    private readonly store: Store,
    private readonly open: (entry: Entry) => void,
  ) {
    this.more.addEventListener('click', () => this.show(this.most + step));
    const near = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.show(this.most + step), {
      rootMargin: '1200px',
    });
    near.observe(this.more);
  }

  /** The pictures in sight, in their order on the page. */
  get visible(): Entry[] {
    return this.arranged.filter((entry) => matches(entry, this.filter));
  }

  update(changed: ReadonlySet<Entry>): void {
    this.dropLeftovers();
    for (const entry of changed) this.tiles.get(entry)?.show();
    this.place();
  }

  choose(choice: { order?: Order; filter?: Filter }): void {
    this.order = choice.order ?? this.order;
    this.filter = choice.filter ?? this.filter;
    this.show(step);
  }

  focus(entry: Entry): void {
    const place = this.visible.indexOf(entry);
    if (place >= this.most) this.show(place + step);
    this.tiles.get(entry)?.button.focus();
  }

  private tileOf(entry: Entry): Tile {
    const known = this.tiles.get(entry);
    if (known) return known;
    const tile = new Tile(entry, this.open);
    this.tiles.set(entry, tile);
    this.thumbnails.watch(tile.canvas, entry.file);
    return tile;
  }

  private show(most: number): void {
    this.most = most;
    this.place();
  }

  private place(): void {
    this.arranged = arrange(this.store.entries, this.order);
    let matching = 0;
    let next = this.list.firstElementChild;
    for (const entry of this.arranged) {
      const matched = matches(entry, this.filter);
      if (matched) matching += 1;
      if (matched ? matching > this.most : !this.tiles.has(entry)) continue;
      const { root } = this.tileOf(entry);
      root.hidden = !matched;
      // Moving an element loses its focus and costs layout: only those out of place are moved.
      if (root === next) next = next.nextElementSibling;
      else this.list.insertBefore(root, next);
    }
    this.dropFrom(next);
    this.more.hidden = matching <= this.most;
    this.list.dataset.size = this.arranged.length <= fewest ? 'few' : 'many';
    this.nothing.hidden = matching > 0 || this.arranged.length === 0;
  }

  /** Takes this tile and all after it off the page. */
  private dropFrom(first: Element | null): void {
    for (let tile = first; tile; ) {
      const following = tile.nextElementSibling;
      tile.remove();
      tile = following;
    }
  }

  private dropLeftovers(): void {
    if (this.tiles.size <= this.store.entries.length && this.store.entries.length > 0) return;
    const kept = new Set(this.store.entries);
    for (const [entry, tile] of this.tiles) {
      if (kept.has(entry)) continue;
      this.thumbnails.forget(tile.canvas);
      tile.root.remove();
      this.tiles.delete(entry);
    }
  }
}
