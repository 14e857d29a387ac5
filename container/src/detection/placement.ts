import type { Preprocess } from '../../../lib/contracts/manifest';
import type { Rectangle } from '../../../lib/contracts/result';
import { frameOf, letterboxScale } from '../preprocess/frame';
import type { Candidate } from './candidates';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the model's input lies on the upright picture: `pixel = (input - offset) / scale + start`. */
export interface Placement {
  readonly input: Size;
  readonly picture: Size;
  readonly across: Axis;
  readonly down: Axis;
}

interface Axis {
  readonly offset: number;
  readonly scale: number;
  readonly start: number;
}

/** Undoes, for coordinates, what preprocessing did to a picture of this size. */
export function placementOf(picture: Size, preprocess: Preprocess): Placement {
  const { size, left, top, cut, request } = frameOf(picture, preprocess);
  const whole = cut ?? { left: 0, top: 0, ...picture };
  const { resize } = preprocess;
  // The scale that was asked for, not the one that whole pixels made of it: so do those who trained the model.
  const same = resize.mode === 'letterbox' ? letterboxScale(picture, resize) : undefined;
  return {
    input: size,
    picture,
    across: {
      offset: left - request.crop.left,
      scale: same ?? request.width / whole.width,
      start: whole.left,
    },
    down: {
      offset: top - request.crop.top,
      scale: same ?? request.height / whole.height,
      start: whole.top,
    },
  };
}

/** A candidate's box on the picture, cut off at its borders, in hundredths of a pixel; undefined where nothing is left. */
export function rectangleOf(candidate: Candidate, { across, down, picture }: Placement): Rectangle | undefined {
  const left = clipped(candidate.left, across, picture.width);
  const right = clipped(candidate.right, across, picture.width);
  const top = clipped(candidate.top, down, picture.height);
  const bottom = clipped(candidate.bottom, down, picture.height);
  if (!(right > left && bottom > top)) return undefined;
  return { x: left, y: top, width: hundredths(right - left), height: hundredths(bottom - top) };
}

function clipped(value: number, { offset, scale, start }: Axis, end: number): number {
  return hundredths(Math.min(Math.max((value - offset) / scale + start, 0), end));
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
