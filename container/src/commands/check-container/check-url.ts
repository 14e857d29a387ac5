import { type Finding, runChecks } from './check';
import type { Target } from './target';
import { multiModelUrlChecks, urlChecks } from './url-checks';

/** Runs the whole contract against a server that is already there. */
export function checkUrl(
  target: Target,
  multiModel: boolean,
  onFinding: (finding: Finding) => void,
): Promise<Finding[]> {
  return runChecks(multiModel ? multiModelUrlChecks : urlChecks, target, onFinding);
}
