import { modelMemory, reserveBytes } from '../../../lib/contracts/model-memory';
import { memoryBudget, memoryInUse } from '../inference/resources';

export interface MemorySources {
  /** Bytes of memory this container may use. */
  readonly limit?: () => number;
  /** Bytes in use that cannot be reclaimed. */
  readonly inUse?: () => number;
}

/** Decides whether a model fits before the runtime is touched: afterwards it is the kernel that decides, by killing. */
export class MemoryAdmission {
  private readonly limit: () => number;
  private readonly inUse: () => number;
  /** Admitted, but perhaps not yet visible in the memory in use. */
  private opening = 0;
  private open = 0;

  /** @param budget the most bytes that open models may take together by this count; 0 for what the container has */
  constructor(
    private readonly budget: number,
    { limit = memoryBudget, inUse = memoryInUse }: MemorySources = {},
  ) {
    this.limit = limit;
    this.inUse = inUse;
  }

  /** What a model of these files will take. */
  static estimate(fileBytes: number, processes: number): number {
    return modelMemory(fileBytes, processes);
  }

  fits(bytes: number): boolean {
    if (this.budget > 0 && this.open + this.opening + bytes > this.budget) return false;
    return this.limit() - this.inUse() - this.opening - reserveBytes >= bytes;
  }

  /** What does not fit now and never will, however many models leave. */
  hopeless(bytes: number): boolean {
    return bytes > Math.min(this.budget || Infinity, this.limit() - reserveBytes);
  }

  begin(bytes: number): void {
    this.opening += bytes;
  }

  /** The model is open, or was given up. */
  settle(bytes: number, opened: boolean): void {
    this.opening -= bytes;
    if (opened) this.open += bytes;
  }

  giveBack(bytes: number): void {
    this.open -= bytes;
  }
}
