import { detectionDefaults, type Manifest } from '../../../lib/contracts/manifest';
import type { Box, Label } from '../../../lib/contracts/result';
import type { Activation, OutputRow } from './candidates';
import { detectionOutputs, type KnownFormat, type OutputShape } from './format';
import { layouts } from './layouts';
import { placementOf, rectangleOf } from './placement';
import { strongest, suppressOverlaps } from './suppression';

export interface Detections {
  /** Best first. */
  readonly boxes: Box[];
  /** The labels found, each with its best score, best first. */
  readonly labels: Label[];
}

/** In these every object is said once; in the others neighbours say the same object again. */
const withoutOverlaps: readonly KnownFormat[] = ['end2end', 'rtdetr', 'detr'];

/** Reads boxes out of what a detector answers. */
export class Detector {
  /** The names of the outputs that hold the answer, in the order in which `find` takes them. */
  readonly outputs: readonly string[];
  private readonly options: typeof detectionDefaults & Pick<Manifest, 'labels'> & { activation: Activation };

  /** @throws Error when no output can hold boxes for these labels */
  constructor(
    private readonly manifest: Manifest,
    declared: readonly OutputShape[],
  ) {
    const { labels, postprocess } = manifest;
    this.options = { ...detectionDefaults, ...(postprocess as typeof detectionDefaults & typeof postprocess), labels };
    const wanted = detectionOutputs(declared, labels.length, this.options.format);
    if (!wanted) throw new Error(`no output of the model holds boxes for ${labels.length} labels`);
    this.outputs = wanted.outputs.map(({ name }) => name);
  }

  /** @throws Error when the numbers are no detections */
  find(rows: readonly OutputRow[], picture: { width: number; height: number }): Detections {
    const { labels, confidence, activation, maxDetections } = this.options;
    const placement = placementOf(picture, this.manifest.preprocess);
    const format = this.formatOf(rows);
    const candidates = layouts[format](rows, { labels: labels.length, confidence, activation, input: placement.input });
    const kept = withoutOverlaps.includes(format)
      ? strongest(candidates, maxDetections)
      : suppressOverlaps(candidates, this.options);
    const boxes = kept.flatMap((candidate): Box[] => {
      const { index, score } = candidate;
      const box = rectangleOf(candidate, placement);
      return box ? [{ label: labels[index], score, index, box }] : [];
    });
    return { boxes, labels: labelsOf(boxes) };
  }

  /** The real shapes say what declared ones with symbolic sides left open. */
  private formatOf(rows: readonly OutputRow[]): KnownFormat {
    const { labels, format } = this.options;
    const shapes = rows.map(({ dims }, place) => ({ name: this.outputs[place], shape: [1, ...dims] }));
    const real = detectionOutputs(shapes, labels.length, format);
    if (real && real.format !== 'auto') return real.format;
    const given = shapes.map(({ name, shape }) => `${name} [${shape.slice(1).join(', ')}]`).join(', ');
    throw new Error(`the model gave ${given} for a picture, which is no list of boxes for ${labels.length} labels`);
  }
}

function labelsOf(boxes: readonly Box[]): Label[] {
  const found = new Map<number, Label>();
  for (const { label, score, index } of boxes) if (!found.has(index)) found.set(index, { label, score, index });
  return [...found.values()];
}
