import type { ClassifiedPicture } from '../../scheduler/slot';
import { ClassShift } from './class-shift';
import type { MetricRegistry } from './metric-registry';
import type { Labels } from './series';

/** So many classes of a model are counted by name. */
const mostClasses = 100;

/** What the pictures of one model look like and what it makes of them, as metrics. */
export class PictureDrift {
  private readonly classes = new Map<number, Labels>();
  private readonly others: Labels;
  private readonly shift = new ClassShift();

  constructor(
    private readonly metrics: MetricRegistry,
    private readonly model: Labels,
  ) {
    this.others = { ...model, class: 'other' };
  }

  observe({ labels: [first], width, height, brightness, entropy }: ClassifiedPicture): void {
    // Measured, unless it is switched off.
    if (brightness === undefined) return;
    const { metrics, model } = this;
    metrics.observe('pixels', width * height, model);
    metrics.observe('brightness', brightness, model);
    if (entropy !== undefined) metrics.observe('entropy', entropy, model);
    // A detector may find nothing.
    if (!first) return;
    metrics.observe('confidence', first.score, model);
    const predicted = this.classOf(first.index, first.label);
    metrics.count('predictions', predicted);
    const shift = this.shift.observe(predicted.class);
    if (shift !== undefined) metrics.observe('classShift', shift, model);
  }

  private classOf(index: number, label: string): Labels {
    const known = this.classes.get(index);
    if (known) return known;
    if (this.classes.size >= mostClasses) return this.others;
    const labels = { ...this.model, class: label };
    this.classes.set(index, labels);
    return labels;
  }
}
