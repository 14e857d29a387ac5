import type { Candidate } from '../../../container/src/detection/candidates';
import { suppressOverlaps } from '../../../container/src/detection/suppression';
import goldens from '../goldens/opencv.json';

/** The numbers of make_opencv.py. */
function hashed(place: number): number {
  return (((Math.imul(place, 2654435761) + 40503) >>> 0) >>> 8) / 2 ** 24;
}

function candidates(count: number): (Candidate & { place: number })[] {
  return Array.from({ length: count }, (_, place) => {
    const [x, y, width, height, score, label] = Array.from({ length: 6 }, (_, number) => hashed(place * 6 + number));
    const [left, top] = [x * 600, y * 600];
    const box = { left, top, right: left + 20 + width * 100, bottom: top + 20 + height * 100 };
    return { ...box, score, index: Math.floor(label * 3), place };
  });
}

test.each(goldens.suppression)(
  'keeps the boxes that OpenCV keeps, in its order: $count at an overlap of $iou, by label: $classAware',
  ({ count, iou, confidence, classAware, kept }) => {
    const likely = candidates(count).filter(({ score }) => score > confidence);
    const ours = suppressOverlaps(likely, { iou, classAware, maxDetections: count }) as typeof likely;
    expect(ours.map(({ place }) => place)).toEqual(kept);
  },
);
