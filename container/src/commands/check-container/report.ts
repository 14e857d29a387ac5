import type { Finding } from './check';

const marks = { passed: '✓', failed: '✗', skipped: '–' } as const;

/** One finding for a person; a failure comes with its reason, its remedy and the rule. */
export function describeFinding({ title, rule, verdict }: Finding): string {
  const mark = `${marks[verdict.outcome]} ${title}`;
  if (verdict.outcome === 'passed') return verdict.detail === undefined ? `${mark}\n` : `${mark} (${verdict.detail})\n`;
  if (verdict.outcome === 'skipped') return `${mark}: skipped, ${verdict.why}\n`;
  return [mark, `    What happened: ${verdict.reason}`, `    Remedy: ${verdict.remedy}`, `    Rule: ${rule}`, ''].join(
    '\n',
  );
}

/** The last line of a report. */
export function summaryOf(findings: readonly Finding[]): string {
  const count = (outcome: Finding['verdict']['outcome']) =>
    findings.filter(({ verdict }) => verdict.outcome === outcome).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

/** The whole report for a program. */
export function toJson(target: string, findings: readonly Finding[]): string {
  const checks = findings.map(({ verdict, ...about }) => ({ ...about, ...verdict }));
  return `${JSON.stringify({ target, ok: isConform(findings), checks })}\n`;
}

export function isConform(findings: readonly Finding[]): boolean {
  return findings.every(({ verdict }) => verdict.outcome !== 'failed');
}
