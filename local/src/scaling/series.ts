/** A value for each period, oldest first; a gap is a period without data. */
export type Series = readonly (number | undefined)[];

/** What an expression gives: one number, a series, or several. */
export type Value = number | Series | readonly Series[];

/** Combines values period by period; a number stands for a series of itself. */
export function combine(operation: (...values: number[]) => number, ...values: readonly Value[]): Value {
  const flat = values.map(single);
  if (flat.every((value) => typeof value === 'number')) return operation(...flat);
  return periods(flat).map((period) => {
    const row = flat.map((value) => at(value, period));
    return row.every((value) => value !== undefined) ? operation(...row) : undefined;
  });
}

/** One value of several, or of one over all its periods, as the aggregate functions of metric math have it. */
export function aggregate(operation: (values: readonly number[]) => number, value: Value): Value {
  if (typeof value === 'number') return operation([value]);
  if (!isList(value)) {
    const known = value.filter((item) => item !== undefined);
    return known.length > 0 ? operation(known) : value.map(() => undefined);
  }
  return periods(value).map((period) => {
    const row = value.map((series) => at(series, period)).filter((item) => item !== undefined);
    return row.length > 0 ? operation(row) : undefined;
  });
}

/** Puts a value, or the one before, where there is none. */
export function fill(value: Value, filler: Value | 'REPEAT'): Value {
  const series = single(value);
  if (typeof series === 'number') return series;
  let last: number | undefined;
  return series.map((item, period) => {
    const missing = filler === 'REPEAT' ? last : at(single(filler), period);
    last = item ?? last;
    return item ?? missing;
  });
}

/** One value or the other, period by period; only the chosen one needs to be there. */
export function choose(condition: Value, yes: Value, no: Value): Value {
  const [when, then, otherwise] = [condition, yes, no].map(single);
  const chosen = (period: number) => {
    const holds = at(when, period);
    return holds === undefined ? undefined : at(holds === 0 ? otherwise : then, period);
  };
  const values = periods([when, then, otherwise]).map(chosen);
  return [when, then, otherwise].some((value) => typeof value !== 'number') ? values : (values[0] ?? values);
}

export function at(value: number | Series, period: number): number | undefined {
  return typeof value === 'number' ? value : value[period];
}

/** Values side by side; single numbers become series as long as the others. */
export function listOf(values: readonly Value[]): Value {
  const flat = values.map(single);
  const length = Math.max(1, ...flat.map((value) => (typeof value === 'number' ? 1 : value.length)));
  return flat.map((value) => (typeof value === 'number' ? Array.from({ length }, () => value) : value));
}

function single(value: Value): number | Series {
  if (typeof value === 'number' || !isList(value)) return value;
  throw new Error('a list of series stands where one is needed');
}

function isList(value: Series | readonly Series[]): value is readonly Series[] {
  return Array.isArray(value[0]);
}

function periods(values: readonly (number | Series)[]): number[] {
  const series = values.filter((value) => typeof value !== 'number');
  return Array.from({ length: Math.max(1, ...series.map(({ length }) => length)) }, (_, period) => period);
}
