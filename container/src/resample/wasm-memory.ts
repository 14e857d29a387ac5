const PAGE_BYTES = 1 << 16;

/** The exports of kernel/passes.ts; addresses, strides and `bytes` count bytes. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  horizontal(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    rows: number,
    columns: number,
    table: number,
    quads: number,
  ): void;
  vertical(source: number, stride: number, target: number, bytes: number, weights: number, pairs: number): void;
  linearRow(source: number, target: number, columns: number, table: number): void;
  linearBlend(upper: number, lower: number, target: number, bytes: number, one: number, other: number): void;
}

/** Hands out addresses one after the other, each at a multiple of 16. */
export class Layout {
  bytes = 0;

  take(size: number): number {
    const at = this.bytes;
    this.bytes = roundUp(at + size);
    return at;
  }
}

/** The least multiple of 16, the width of a SIMD register, that is not below `bytes`. */
export function roundUp(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

/** Keeps one instance of the kernel, and replaces it where it has become too big to keep. */
export class KernelHolder {
  private readonly module: WebAssembly.Module;
  private kernel?: Kernel;

  /** @param keptBytes - memory can grow but never shrink, so an instance beyond this is not used again */
  constructor(
    bytes: Uint8Array,
    private readonly keptBytes = 1 << 24,
  ) {
    this.module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  }

  /** The bytes of memory held now. */
  get heldBytes(): number {
    return this.kernel?.memory.buffer.byteLength ?? 0;
  }

  /** Lends the kernel with at least `bytes` of memory, whose content is arbitrary. */
  use<T>(bytes: number, work: (kernel: Kernel) => T): T {
    this.kernel ??= new WebAssembly.Instance(this.module).exports as unknown as Kernel;
    const missing = bytes - this.heldBytes;
    if (missing > 0) this.kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
    try {
      return work(this.kernel);
    } finally {
      if (this.heldBytes > this.keptBytes) this.kernel = undefined;
    }
  }
}
