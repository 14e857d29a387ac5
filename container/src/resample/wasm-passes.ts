import { CHANNELS, type Pixels } from '../image/pixels';
import type { Plan, Span } from './plan';
import { type Kernel, type KernelHolder, Layout, roundUp } from './wasm-memory';
import { columnTable, rowTable } from './wasm-tables';

/** Bytes of source rows copied in at a time, so that a photograph of any size needs little WebAssembly memory. */
const STAGE_BYTES = 1 << 20;

/** Runs a plan on the SIMD kernel. Equal to `resampleInJs` byte for byte. */
export function resampleInWasm(holder: KernelHolder, pixels: Pixels, plan: Plan): Pixels {
  const passes = plan.order === 'columns-first' ? columnsFirst : rowsFirst;
  return passes(holder, pixels, plan);
}

function columnsFirst(holder: KernelHolder, pixels: Pixels, plan: Plan): Pixels {
  const { rows, rowSpan } = plan;
  const { place, width, height, tables, quads, pairs, slack, sourceStride, stride } = measure(plan);
  const batch = Math.max(1, Math.min(rowSpan.length, Math.floor(STAGE_BYTES / sourceStride)));
  const stage = place.take(batch * sourceStride + slack);
  const narrow = place.take((rowSpan.length + 2 * pairs) * stride);
  const result = place.take(height * stride);
  return holder.use(place.bytes, (kernel) => {
    writeTables(kernel, tables);
    for (let y = 0; y < rowSpan.length; y += batch) {
      const span = { start: rowSpan.start + y, length: Math.min(batch, rowSpan.length - y) };
      copyIn(kernel, stage, pixels, span, plan.columnSpan);
      kernel.horizontal(stage, sourceStride, narrow + y * stride, stride, span.length, width, tables.columns.at, quads);
    }
    for (let y = 0; y < height; y++) {
      const source = narrow + (rows.first[y] - rowSpan.start) * stride;
      kernel.vertical(source, stride, result + y * stride, stride, tables.rows.at + y * pairs * 8, pairs);
    }
    return copyOut(kernel, result, stride, width, height);
  });
}

function rowsFirst(holder: KernelHolder, pixels: Pixels, plan: Plan): Pixels {
  const { rows } = plan;
  const { place, width, height, tables, quads, pairs, slack, sourceStride, stride } = measure(plan);
  const shortStride = roundUp(sourceStride);
  const stageRows = Math.max(2 * pairs, Math.floor(STAGE_BYTES / sourceStride));
  const stage = place.take((stageRows + 2 * pairs) * sourceStride + 16);
  const short = place.take(height * shortStride + slack);
  const result = place.take(height * stride);
  return holder.use(place.bytes, (kernel) => {
    writeTables(kernel, tables);
    let staged: Span = { start: 0, length: 0 };
    for (let y = 0; y < height; y++) {
      const needed = { start: rows.first[y], length: Math.min(rows.taps, pixels.height - rows.first[y]) };
      if (!holds(staged, needed)) {
        staged = around(needed, stageRows, rows.first[0] > needed.start ? 'backwards' : 'forwards', plan.rowSpan);
        copyIn(kernel, stage, pixels, staged, plan.columnSpan);
      }
      const source = stage + (needed.start - staged.start) * sourceStride;
      kernel.vertical(
        source,
        sourceStride,
        short + y * shortStride,
        shortStride,
        tables.rows.at + y * pairs * 8,
        pairs,
      );
    }
    kernel.horizontal(short, shortStride, result, stride, height, width, tables.columns.at, quads);
    return copyOut(kernel, result, stride, width, height);
  });
}

function holds(outer: Span, inner: Span): boolean {
  return inner.start >= outer.start && inner.start + inner.length <= outer.start + outer.length;
}

/** `length` rows from the needed ones on, in the direction the coming output rows will want theirs. */
function around(needed: Span, length: number, direction: 'forwards' | 'backwards', within: Span): Span {
  const end = within.start + within.length;
  if (direction === 'forwards') return { start: needed.start, length: Math.min(length, end - needed.start) };
  const start = Math.max(within.start, needed.start + needed.length - length);
  return { start, length: needed.start + needed.length - start };
}

/** Strides in bytes, table sizes, and the beginning of a memory layout that holds the tables. */
function measure({ columns, rows, columnSpan }: Plan) {
  const place = new Layout();
  const quads = Math.ceil(columns.taps / 4);
  const [columnWords, rowWords] = [columnTable(columns, columnSpan.start), rowTable(rows)];
  return {
    place,
    width: columns.first.length,
    height: rows.first.length,
    tables: {
      columns: { at: place.take(columnWords.byteLength), words: columnWords },
      rows: { at: place.take(rowWords.byteLength), words: rowWords },
    },
    quads,
    pairs: Math.ceil(rows.taps / 2),
    // Weights are padded with zeros to whole groups, whose loads reach past the last pixel of the last row.
    slack: quads * 4 * CHANNELS + 16,
    sourceStride: columnSpan.length * CHANNELS,
    stride: roundUp(columns.first.length * CHANNELS + 1),
  };
}

function writeTables(kernel: Kernel, tables: ReturnType<typeof measure>['tables']): void {
  for (const { at, words } of [tables.columns, tables.rows]) {
    new Int32Array(kernel.memory.buffer, at, words.length).set(words);
  }
}

/** Copies a block of the source in, its rows one right after the other. */
function copyIn(kernel: Kernel, to: number, { data, width }: Pixels, rows: Span, columns: Span): void {
  const memory = new Uint8Array(kernel.memory.buffer);
  const bytes = columns.length * CHANNELS;
  for (let y = 0; y < rows.length; y++) {
    const from = ((rows.start + y) * width + columns.start) * CHANNELS;
    memory.set(data.subarray(from, from + bytes), to + y * bytes);
  }
}

/** Copies the result out, without the padding of its rows. */
function copyOut(kernel: Kernel, from: number, stride: number, width: number, height: number): Pixels {
  const memory = new Uint8Array(kernel.memory.buffer);
  const bytes = width * CHANNELS;
  const data = new Uint8Array(bytes * height);
  for (let y = 0; y < height; y++) {
    const row = from + y * stride;
    data.set(memory.subarray(row, row + bytes), y * bytes);
  }
  return { data, width, height };
}
