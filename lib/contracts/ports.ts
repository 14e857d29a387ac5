import { type Settings, settings } from './settings';

const second = ['adminPort', 'grpcPort'] as const;

/**
 * What is wrong with the ports beside the main one: each needs a number of its own, and Amazon SageMaker lets a container
 * bind no others than those in its range.
 *
 * @param safeRange SAGEMAKER_SAFE_PORT_RANGE, first and last port as in `21000-21009`; undefined elsewhere
 */
export function portProblems(chosen: Pick<Settings, 'port' | (typeof second)[number]>, safeRange?: string): string[] {
  const problems: string[] = [];
  const taken = new Map([[chosen.port, settings.port.variable as string]]);
  for (const name of second) {
    const { variable } = settings[name];
    const port = chosen[name];
    if (port === undefined) continue;
    const other = port === 0 ? undefined : taken.get(port);
    if (other !== undefined) problems.push(`${variable}: expected another port than ${other}, received ${port}`);
    taken.set(port, variable);
    if (safeRange !== undefined && !isWithin(port, safeRange)) {
      problems.push(`${variable}: expected a port in SAGEMAKER_SAFE_PORT_RANGE ${safeRange}, received ${port}`);
    }
  }
  return problems;
}

function isWithin(port: number, range: string): boolean {
  const [, first, last] = range.match(/^\s*(\d+)\s*-\s*(\d+)\s*$/) ?? [];
  return first !== undefined && port >= Number(first) && port <= Number(last);
}
