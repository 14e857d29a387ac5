/** A combination of properties that cannot work; docs/errors.md lists every one. */
export interface Refusal {
  /** What is impossible, in one sentence. */
  readonly summary: string;
  /** What to write instead. */
  readonly advice: string;
}
