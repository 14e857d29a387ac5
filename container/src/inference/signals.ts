import type { Postprocess, Preprocess } from '../../../lib/contracts/manifest';
import type { Tensor } from '../preprocess';

/** So many values of each colour are looked at: the mean of a photograph is right to a percent, in a few microseconds. */
const samplesPerColour = 256;
/** The weights of red, green and blue in the brightness that people see (ITU-R BT.601). */
const luma = [0.299, 0.587, 0.114];

/** The brightness of what the model is shown, from the tensor that is in the caches anyway: 0 to 1. */
export function brightnessOf({ data }: Tensor, { type, layout, color, scale, mean, std }: Preprocess): number {
  const perColour = data.length / 3;
  // Odd strides do not fall in step with rows, whose lengths are even as a rule.
  const stride = Math.max(1, Math.floor(perColour / samplesPerColour)) | 1;
  let brightness = 0;
  for (let channel = 0; channel < 3; channel += 1) {
    const start = layout === 'nchw' ? channel * perColour : channel;
    const step = layout === 'nchw' ? 1 : 3;
    let sum = 0;
    let count = 0;
    for (let place = 0; place < perColour; place += stride) {
      sum += data[start + place * step];
      count += 1;
    }
    const colour = color === 'rgb' ? channel : 2 - channel;
    const value = type === 'uint8' ? sum / count : ((sum / count) * std[colour] + mean[colour]) / scale;
    brightness += luma[colour] * value;
  }
  return within01(brightness / 255);
}

/** The entropy of the scores over the largest possible: of one distribution, or the mean over independent labels. */
export function entropyOf(scores: Float32Array, activation: Postprocess['activation']): number {
  if (activation === 'sigmoid') return within01(independent(scores));
  const entropy = activation === 'softmax' ? ofLogits(scores) : ofProbabilities(scores);
  return scores.length < 2 ? 0 : within01(entropy / Math.log(scores.length));
}

function ofLogits(scores: Float32Array): number {
  let largest = -Infinity;
  for (let place = 0; place < scores.length; place += 1) if (scores[place] > largest) largest = scores[place];
  let sum = 0;
  let weighted = 0;
  for (let place = 0; place < scores.length; place += 1) {
    const distance = scores[place] - largest;
    // Nothing that a sum of a thousand others would show is left of it here, and -Infinity times zero is no number.
    if (distance < -40) continue;
    const power = Math.exp(distance);
    sum += power;
    weighted += power * distance;
  }
  return Math.log(sum) - weighted / sum;
}

function ofProbabilities(scores: Float32Array): number {
  let entropy = 0;
  for (let place = 0; place < scores.length; place += 1) {
    const score = scores[place];
    if (score > 0) entropy -= score * Math.log(score);
  }
  return entropy;
}

function independent(scores: Float32Array): number {
  let entropy = 0;
  for (let place = 0; place < scores.length; place += 1) {
    const share = 1 / (1 + Math.exp(-scores[place]));
    if (share > 0 && share < 1) entropy -= share * Math.log2(share) + (1 - share) * Math.log2(1 - share);
  }
  return entropy / scores.length;
}

function within01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
