import { Failure } from '../../../../lib/contracts/failures';
import { numberTypes } from './datatype';
import { viewOf } from './http/response-body';
import type { Tensor } from './tensor';

/** The most classes answered for one picture. */
const maxClasses = 1000;

/**
 * The classification extension: for each picture its `k` best classes as strings `score:index:label`, in the shape
 * [pictures, k]. Where there are fewer classes than `k`, all of them are answered, at most 1000.
 *
 * @throws Failure tensors-unfit when the output is no scores
 */
export function classify(tensor: Tensor, k: number, labels: readonly string[]): Tensor {
  const { name, datatype, shape, elements } = tensor;
  if (datatype === 'BYTES' || datatype === 'FP16' || 'strings' in elements) {
    throw new Failure('tensors-unfit', `The output ${name} is ${datatype}, which cannot be ranked.`);
  }
  const scores = viewOf(datatype, elements.numbers);
  const pictures = shape.length > 1 ? shape[0] : 1;
  const classes = pictures === 0 ? 0 : scores.length / pictures;
  const wanted = Math.min(k, classes, maxClasses);
  const strings: Buffer[] = [];
  for (let picture = 0; picture < pictures; picture += 1) {
    const row = scores.subarray(picture * classes, (picture + 1) * classes);
    for (const index of best(row, wanted)) {
      const score = 'whole' in numberTypes[datatype] ? String(row[index]) : Number(row[index]).toFixed(6);
      // A class that nobody named has no third part.
      const label = index < labels.length ? `:${labels[index]}` : '';
      strings.push(Buffer.from(`${score}:${index}${label}`));
    }
  }
  return { name, datatype: 'BYTES', shape: [pictures, wanted], elements: { strings } };
}

/** The places of the `count` largest values, largest first; equals keep their order. */
function best(row: ReturnType<typeof viewOf>, count: number): number[] {
  const shortlist: number[] = [];
  for (let place = 0; place < row.length; place += 1) {
    const value = row[place];
    if (shortlist.length === count && !(value > row[shortlist[count - 1]])) continue;
    let low = 0;
    let high = shortlist.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (row[shortlist[middle]] >= value) low = middle + 1;
      else high = middle;
    }
    if (shortlist.length === count) shortlist.pop();
    shortlist.splice(low, 0, place);
  }
  return shortlist;
}
