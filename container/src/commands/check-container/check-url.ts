import { chosen, type Finding, runChecks } from './check';
import type { Target } from './target';
import { multiModelUrlChecks, urlChecks } from './url-checks';

export interface UrlOptions extends Target {
  /** Whether the models of the server are loaded by a platform. */
  readonly multiModel: boolean;
  /** Ids of the checks that are wanted; those they need are run as well. @default all */
  readonly only?: readonly string[];
}

/** Runs the contract against a server that is already there. */
export function checkUrl(options: UrlOptions, onFinding: (finding: Finding) => void): Promise<Finding[]> {
  const checks = options.multiModel ? multiModelUrlChecks : urlChecks;
  return runChecks(chosen(checks, options.only), options, onFinding);
}
