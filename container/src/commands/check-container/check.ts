/** How one check ended. */
export type Verdict =
  | { readonly outcome: 'passed'; readonly detail?: string }
  | { readonly outcome: 'failed'; readonly reason: string; readonly remedy: string }
  | { readonly outcome: 'skipped'; readonly why: string };

/** One promise of the contract, and how it is tried on a target. */
export interface Check<Target> {
  readonly id: string;
  /** The promise, as a sentence. */
  readonly title: string;
  /** Who asks for it, in the words of the platform. */
  readonly rule: string;
  /** Ids of checks that must have passed for this one to mean anything. */
  readonly needs?: readonly string[];
  run(target: Target): Promise<Verdict>;
}

export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly rule: string;
  readonly verdict: Verdict;
}

export function passed(detail?: string): Verdict {
  return detail === undefined ? { outcome: 'passed' } : { outcome: 'passed', detail };
}

export function failed(reason: string, remedy: string): Verdict {
  return { outcome: 'failed', reason, remedy };
}

export function skipped(why: string): Verdict {
  return { outcome: 'skipped', why };
}

/** The checks with these ids, and those that they need; all of them where no id is given. */
export function chosen<Target>(checks: readonly Check<Target>[], only?: readonly string[]): readonly Check<Target>[] {
  if (!only) return checks;
  const wanted = new Set<string>();
  const want = (id: string) => {
    wanted.add(id);
    for (const need of checks.find((check) => check.id === id)?.needs ?? []) want(need);
  };
  only.forEach(want);
  return checks.filter(({ id }) => wanted.has(id));
}

/**
 * Tries the checks one after the other; a check whose needs were not met is skipped.
 *
 * @param before findings whose ids `needs` may name
 */
export async function runChecks<Target>(
  checks: readonly Check<Target>[],
  target: Target,
  onFinding: (finding: Finding) => void,
  before: readonly Finding[] = [],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const hasPassed = (id: string) =>
    [...before, ...findings].some((finding) => finding.id === id && finding.verdict.outcome === 'passed');
  for (const check of checks) {
    const missing = check.needs?.find((id) => !hasPassed(id));
    const verdict = missing === undefined ? await verdictOf(check, target) : skipped(`it needs ${missing}`);
    const { id, title, rule } = check;
    findings.push({ id, title, rule, verdict });
    onFinding(findings[findings.length - 1]);
  }
  return findings;
}

async function verdictOf<Target>(check: Check<Target>, target: Target): Promise<Verdict> {
  try {
    return await check.run(target);
  } catch (error) {
    // A server that hangs up or stays silent is an answer too, and never the end of the other checks.
    if (error instanceof NoAnswer) return failed(error.message, error.remedy);
    throw error;
  }
}

/** The target said nothing that could be judged: refused, reset or silent. */
export class NoAnswer extends Error {
  constructor(
    reason: string,
    readonly remedy: string,
    readonly code: string,
  ) {
    super(reason);
    this.name = 'NoAnswer';
  }
}
