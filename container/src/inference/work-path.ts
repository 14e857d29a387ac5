import type { Outcome, PictureWork, TensorWork, Work } from '../scheduler/slot';
import type { Session } from '../session/session';
import type { PicturePath } from './picture-path';
import { runTensors } from './tensor-path';

/** One outcome per piece of work, in order: pictures together in as few runs as possible, tensors each on their own. */
export async function runWorks(works: readonly Work[], path: PicturePath, session: Session): Promise<Outcome[]> {
  const outcomes = new Array<Outcome>(works.length);
  const pictures: PictureWork[] = [];
  const places: number[] = [];
  const tensors: [place: number, work: TensorWork][] = [];
  for (const [place, work] of works.entries()) {
    if (work.kind === 'tensors') tensors.push([place, work]);
    else {
      pictures.push(work);
      places.push(place);
    }
  }
  for (const [turn, outcome] of (await path.classify(pictures)).entries()) outcomes[places[turn]] = outcome;
  for (const [place, work] of tensors) outcomes[place] = await runTensors(session, work);
  return outcomes;
}
