import { type Colour, css, shade } from './colour';
import { type Fabric, pattern } from './fabric';
import { mirrored, type Stretch, shape } from './outline';
import type { Random } from './random';

/** `reach` is the box the garment fills, in its own coordinates. */
export interface Sewn {
  definitions: string;
  body: string;
  reach: { left: number; right: number; top: number; bottom: number };
}

/** Sews one garment: every verb adds a piece on top of the pieces before it. */
export class Tailor {
  readonly trim: string;
  readonly inside: string;
  private readonly definitions = new Map<string, string>();
  private readonly pieces: string[] = [];
  private reach = { left: 0, right: 0, top: 0, bottom: 0 };

  constructor(
    readonly random: Random,
    readonly fabric: Fabric,
    private readonly prefix: string,
    trim?: Colour,
  ) {
    const { base } = fabric;
    this.trim = css(trim ?? shade(base, base.lightness > 55 ? -10 : 7));
    this.inside = css(shade(base, base.lightness > 55 ? -34 : -12));
  }

  /** The paint of the fabric, turned as a sleeve or a leg turns it. */
  cloth(turn = 0): string {
    const id = `${this.prefix}cloth${Math.round(turn)}`.replace('-', 'n');
    if (!this.definitions.has(id)) this.definitions.set(id, pattern(id, this.fabric, turn));
    return `url(#${id})`;
  }

  panel(path: string, paint: string = this.cloth()): void {
    this.measure(path);
    this.pieces.push(
      `<path d="${path}" fill="${paint}"/>`,
      `<path d="${path}" fill="url(#${this.prefix}round)" stroke="${this.ink(0.55)}" stroke-width="2.2" stroke-linejoin="round"/>`,
    );
  }

  /** A right-hand piece and its mirror image. */
  pair(start: [number, number], stretches: Stretch[], paint: { right: string; left: string }): void {
    this.panel(shape(start, ...stretches), paint.right);
    this.panel(shape([-start[0], start[1]], ...mirrored(stretches)), paint.left);
  }

  seam(path: string, width = 2): void {
    this.stroke(path, this.ink(0.5), width);
  }

  stitch(path: string, colour: string = this.ink(0.45)): void {
    this.stroke(path, colour, 1.8, 'stroke-dasharray="6 3.5"');
  }

  band(path: string, width: number, colour: string = this.trim): void {
    this.stroke(path, this.ink(0.5), width + 3);
    this.stroke(path, colour, width);
  }

  /** An elastic band: ribs across the line it follows. */
  rib(path: string, width: number, colour: string = this.trim): void {
    this.band(path, width, colour);
    this.stroke(path, this.ink(0.28), width, 'stroke-dasharray="2.4 4.2"');
  }

  /** A soft crease, as cloth falls or was folded: wide faint strokes, for a blur per crease would cost a second. */
  fold(path: string, depth = 0.22): void {
    for (const width of [17, 10, 5])
      this.stroke(path, `rgba(0, 0, 0, ${(depth * 0.4).toFixed(3)})`, width, 'stroke-linecap="round"');
    const light = `rgba(255, 255, 255, ${(depth * 0.3).toFixed(3)})`;
    this.placed('translate(10 3)', () => {
      for (const width of [12, 6]) this.stroke(path, light, width, 'stroke-linecap="round"');
    });
  }

  button(x: number, y: number, radius = 6.5, colour?: string): void {
    const face = colour ?? (this.fabric.base.lightness > 50 ? 'hsl(35, 15%, 88%)' : 'hsl(220, 10%, 30%)');
    this.pieces.push(
      `<circle cx="${x}" cy="${y + 1.5}" r="${radius + 0.8}" fill="rgba(0, 0, 0, .35)"/>`,
      `<circle cx="${x}" cy="${y}" r="${radius}" fill="${face}" stroke="rgba(0, 0, 0, .45)" stroke-width="1"/>`,
      `<path d="M${x - 1.8} ${y}h.1M${x + 1.8} ${y}h.1" stroke="rgba(0, 0, 0, .6)" stroke-width="2" stroke-linecap="round"/>`,
    );
  }

  stroke(path: string, colour: string, width: number, extra = ''): void {
    this.pieces.push(
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round" ${extra}/>`,
    );
  }

  fill(path: string, colour: string, extra = ''): void {
    this.pieces.push(`<path d="${path}" fill="${colour}" ${extra}/>`);
  }

  /** Draws with another coordinate system, as the second shoe of a pair needs. */
  placed(transform: string, draw: () => void): void {
    this.pieces.push(`<g transform="${transform}">`);
    draw();
    this.pieces.push('</g>');
  }

  /** Says how far the garment reaches, where pieces placed elsewhere hide it. */
  reaches(across: number, down: number): void {
    this.reach = { left: -across, right: across, top: -down, bottom: down };
  }

  finished(): Sewn {
    const { prefix, reach } = this;
    const round =
      `<linearGradient id="${prefix}round"><stop offset="0" stop-color="#000" stop-opacity=".26"/>` +
      '<stop offset=".22" stop-color="#000" stop-opacity=".02"/><stop offset=".45" stop-color="#fff" stop-opacity=".1"/>' +
      '<stop offset=".75" stop-color="#000" stop-opacity=".03"/><stop offset="1" stop-color="#000" stop-opacity=".3"/></linearGradient>';
    return { definitions: [...this.definitions.values(), round].join(''), body: this.pieces.join(''), reach };
  }

  private ink(opacity: number): string {
    return css(shade(this.fabric.base, -32), opacity);
  }

  private measure(path: string): void {
    // Arcs mix radii and flags with places; no garment's outline depends on one.
    if (path.includes('A')) return;
    const places = path.match(/-?\d+(\.\d+)?/g)!.map(Number);
    const { reach } = this;
    for (let at = 0; at + 1 < places.length; at += 2) {
      reach.left = Math.min(reach.left, places[at]!);
      reach.right = Math.max(reach.right, places[at]!);
      reach.top = Math.min(reach.top, places[at + 1]!);
      reach.bottom = Math.max(reach.bottom, places[at + 1]!);
    }
  }
}
