/** What was asked of the slots so far, and what they had to give; both only grow, so any two readings tell of the time between. */
export interface OfferedReading {
  /** Milliseconds in which slots worked, and those that the pictures turned away would have taken. */
  readonly workMs: number;
  /** Milliseconds that slots existed, busy or free. */
  readonly slotMs: number;
}

/**
 * How much work is offered, served or not. What is served says nothing of an overload, because it ends where the slots end;
 * and what waits says too much, because it grows for as long as the overload lasts.
 */
export class OfferedWork {
  private workMs = 0;
  private slotMs = 0;
  private busy = 0;
  private slots = 0;

  /** @param at milliseconds on a clock that never jumps */
  constructor(private at: number) {}

  /** From now on so many slots exist, and so many of them work. */
  became({ slots, busy }: { readonly slots: number; readonly busy: number }, now: number): void {
    this.pass(now);
    this.slots = slots;
    this.busy = busy;
  }

  turnedAway(milliseconds: number): void {
    this.workMs += milliseconds;
  }

  reading(now: number): OfferedReading {
    this.pass(now);
    return { workMs: this.workMs, slotMs: this.slotMs };
  }

  private pass(now: number): void {
    const milliseconds = now - this.at;
    this.workMs += this.busy * milliseconds;
    this.slotMs += this.slots * milliseconds;
    this.at = now;
  }
}
