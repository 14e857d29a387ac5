/** What happens when something goes wrong, decided once: HTTP takes `status`, the queue worker takes `retry`. */
export interface FailureKind {
  /** HTTP status of the answer. */
  readonly status: number;
  /** `no`: the same input fails again. `later`: the same input may succeed another time. */
  readonly retry: 'no' | 'later';
  /** What happened, in one sentence. */
  readonly summary: string;
  /** What the caller can do about it. */
  readonly advice: string;
}
