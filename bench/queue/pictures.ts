import { plainPicture } from '../../test/container/pictures';

const colours: Readonly<Record<string, string>> = { red: '#ff0000', green: '#00ff00', blue: '#0000ff' };

/** Pictures of one colour each, whose names tell the right label. */
export async function plainPictures(count: number): Promise<Map<string, Uint8Array>> {
  const names = Object.keys(colours);
  const bodies = await Promise.all(names.map((name) => plainPicture(colours[name])));
  return new Map(
    Array.from({ length: count }, (_, number) => {
      const place = number % names.length;
      return [`${names[place]} ${number}.jpg`, bodies[place]] as const;
    }),
  );
}

/** What became of the pictures: how many have no result, and how many a wrong one or a failure. */
export function judge(keys: Iterable<string>, results: ReadonlyMap<string, string>): { lost: number; wrong: number } {
  let [lost, wrong] = [0, 0];
  for (const key of keys) {
    const body = results.get(`${key}.json`);
    if (body === undefined) lost += 1;
    else if (JSON.parse(body).labels?.[0].label !== key.split(' ')[0]) wrong += 1;
  }
  return { lost, wrong };
}

export type Verdict = readonly [what: string, met: boolean];

/** Prints the goals; 0 when all were met. */
export function verdict(goals: readonly Verdict[]): number {
  for (const [what, met] of goals) console.log(`${met ? 'MET   ' : 'MISSED'} ${what}`);
  return goals.every(([, met]) => met) ? 0 : 1;
}
