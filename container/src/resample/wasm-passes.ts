import type { Pixels } from '../image/pixels';
import { CHANNELS } from '../image/pixels';
import type { Plan } from './plan';
import { type Kernel, type KernelHolder, Layout, roundUp } from './wasm-memory';
import { columnTable, rowTable } from './wasm-tables';

/** Bytes of source rows copied in at a time, so that a photograph of any size needs little WebAssembly memory. */
const STAGE_BYTES = 1 << 18;

/** Runs a plan on the SIMD kernel. Equal to `resampleInJs` byte for byte. */
export function resampleInWasm(holder: KernelHolder, pixels: Pixels, plan: Plan): Pixels {
  return plan.order === 'columns-first' ? columnsFirst(holder, pixels, plan) : rowsFirst(holder, pixels, plan);
}

function columnsFirst(holder: KernelHolder, pixels: Pixels, { columns, rows, firstRow, rowCount }: Plan): Pixels {
  const width = columns.first.length;
  const height = rows.first.length;
  const { quads, pairs, slack, tables } = measure(columns, rows);
  const sourceStride = pixels.width * CHANNELS;
  const stride = roundUp(width * CHANNELS + 1);
  const batch = Math.max(1, Math.min(rowCount, Math.floor(STAGE_BYTES / sourceStride)));

  const place = new Layout();
  const columnsAt = place.take(tables[0].byteLength);
  const rowsAt = place.take(tables[1].byteLength);
  const stage = place.take(batch * sourceStride + slack);
  const narrow = place.take((rowCount + 2 * pairs) * stride);
  const result = place.take(height * stride);
  return holder.use(place.bytes, (kernel) => {
    const memory = withTables(kernel, tables, [columnsAt, rowsAt]);
    for (let y = 0; y < rowCount; y += batch) {
      const count = Math.min(batch, rowCount - y);
      const from = (firstRow + y) * sourceStride;
      memory.set(pixels.data.subarray(from, from + count * sourceStride), stage);
      kernel.horizontal(stage, sourceStride, narrow + y * stride, stride, count, width, columnsAt, quads);
    }
    for (let y = 0; y < height; y++) {
      const source = narrow + (rows.first[y] - firstRow) * stride;
      kernel.vertical(source, stride, result + y * stride, stride, rowsAt + y * pairs * 8, pairs);
    }
    return collect(memory, result, stride, width, height);
  });
}

function rowsFirst(holder: KernelHolder, pixels: Pixels, { columns, rows }: Plan): Pixels {
  const width = columns.first.length;
  const height = rows.first.length;
  const { quads, pairs, slack, tables } = measure(columns, rows);
  const sourceStride = pixels.width * CHANNELS;
  const shortStride = roundUp(sourceStride);
  const stride = roundUp(width * CHANNELS + 1);

  const place = new Layout();
  const columnsAt = place.take(tables[0].byteLength);
  const rowsAt = place.take(tables[1].byteLength);
  const stage = place.take(2 * pairs * sourceStride + 16);
  const short = place.take(height * shortStride + slack);
  const result = place.take(height * stride);
  return holder.use(place.bytes, (kernel) => {
    const memory = withTables(kernel, tables, [columnsAt, rowsAt]);
    for (let y = 0; y < height; y++) {
      const from = rows.first[y] * sourceStride;
      memory.set(pixels.data.subarray(from, from + 2 * pairs * sourceStride), stage);
      kernel.vertical(stage, sourceStride, short + y * shortStride, shortStride, rowsAt + y * pairs * 8, pairs);
    }
    kernel.horizontal(short, shortStride, result, stride, height, width, columnsAt, quads);
    return collect(memory, result, stride, width, height);
  });
}

function measure(columns: Plan['columns'], rows: Plan['rows']) {
  const quads = Math.ceil(columns.taps / 4);
  return {
    quads,
    pairs: Math.ceil(rows.taps / 2),
    // Weights are padded with zeros to whole groups, whose loads reach past the last pixel of the last row.
    slack: quads * 4 * CHANNELS + 16,
    tables: [columnTable(columns), rowTable(rows)] as const,
  };
}

function withTables(kernel: Kernel, tables: readonly Int32Array[], places: readonly number[]): Uint8Array {
  tables.forEach((table, i) => {
    new Int32Array(kernel.memory.buffer, places[i], table.length).set(table);
  });
  return new Uint8Array(kernel.memory.buffer);
}

/** Copies the result out of the kernel's memory and takes the padding off its rows. */
function collect(memory: Uint8Array, at: number, stride: number, width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * CHANNELS);
  for (let y = 0; y < height; y++) {
    const row = at + y * stride;
    data.set(memory.subarray(row, row + width * CHANNELS), y * width * CHANNELS);
  }
  return { data, width, height };
}
