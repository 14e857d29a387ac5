import type { Candidate } from './candidates';

export interface SuppressionOptions {
  /** Two boxes that share more than this part of their common area are one object. */
  readonly iou: number;
  /** Whether boxes of different labels may overlap as they like. */
  readonly classAware: boolean;
  readonly maxDetections: number;
}

/** More candidates than this take seconds and are never objects: the weakest are dropped. */
const maxCandidates = 30_000;

/** The strongest candidates, best first. */
export function strongest(candidates: Candidate[], count: number): Candidate[] {
  return candidates.sort((one, other) => other.score - one.score).slice(0, count);
}

/** Non-maximum suppression: of boxes that overlap only the best one is kept. Best first. */
export function suppressOverlaps(candidates: Candidate[], { iou, classAware, maxDetections }: SuppressionOptions) {
  const kept: Candidate[] = [];
  for (const candidate of strongest(candidates, maxCandidates)) {
    if (kept.length === maxDetections) break;
    const known = kept.some((one) => (!classAware || one.index === candidate.index) && overlap(one, candidate) > iou);
    if (!known) kept.push(candidate);
  }
  return kept;
}

/** Intersection over union of two boxes; 0 where both are empty. */
function overlap(one: Candidate, other: Candidate): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  if (width <= 0 || height <= 0) return 0;
  const common = width * height;
  return common / (areaOf(one) + areaOf(other) - common);
}

function areaOf({ left, top, right, bottom }: Candidate): number {
  return (right - left) * (bottom - top);
}
