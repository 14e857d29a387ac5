import { byModel, type Metric, model, shares, totalAndByModel } from './metric';

/** What the pictures look like, and what the model makes of them: what drifts. */
export const pictureMetrics = {
  predictions: {
    name: 'image_classifier_predictions_total',
    type: 'counter',
    unit: 'pictures',
    help: 'Pictures by the class the model put first; the hundred classes seen first have their name, the rest is "other".',
    labels: ['class', ...model],
  },
  confidence: {
    name: 'image_classifier_confidence',
    type: 'histogram',
    unit: 'share',
    help: 'The score of the class the model put first, 0 to 1.',
    labels: model,
    buckets: shares,
    cloudWatch: totalAndByModel,
  },
  classShift: {
    name: 'image_classifier_class_shift',
    type: 'histogram',
    unit: 'share',
    help: 'How far the classes of the last thousand pictures are from those of the last 200,000: the share that changed its class, 0 (none) to 1 (all).',
    labels: model,
    buckets: shares,
    cloudWatch: totalAndByModel,
  },
  entropy: {
    name: 'image_classifier_score_entropy',
    type: 'histogram',
    unit: 'share',
    help: 'How undecided the model is: the entropy of its scores over the largest it could be, 0 (sure) to 1 (no idea).',
    labels: model,
    buckets: shares,
    cloudWatch: totalAndByModel,
  },
  brightness: {
    name: 'image_classifier_picture_brightness',
    type: 'histogram',
    unit: 'share',
    help: 'The mean brightness of what the model was shown, 0 (black) to 1 (white), from a sample of its pixels.',
    labels: model,
    buckets: shares,
    cloudWatch: totalAndByModel,
  },
  pixels: {
    name: 'image_classifier_picture_pixels',
    type: 'histogram',
    unit: 'pixels',
    help: 'Width times height of the pictures as they came.',
    labels: model,
    buckets: [1e4, 5e4, 1e5, 2.5e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7],
    cloudWatch: byModel,
  },
} as const satisfies Record<string, Metric>;
