import { number, type Schema, string } from '../schema';

/** A number as AWS CloudFormation passes it to a custom resource: as text. */
export function numberText(range: { min?: number; max?: number } = {}): Schema<number> {
  const inner = number(range);
  return {
    read(value, path, problems) {
      const numeric = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return inner.read(Number.isNaN(numeric) ? value : numeric, path, problems);
    },
  };
}

/** A value written as JSON into one text, so that its numbers stay numbers on their way. */
export function jsonText<T>(schema: Schema<T>): Schema<T> {
  const inner = string({ max: 1_000_000 });
  return {
    read(value, path, problems) {
      const before = problems.length;
      const text = inner.read(value, path, problems);
      if (problems.length > before) return undefined as never;
      try {
        return schema.read(JSON.parse(text), path, problems);
      } catch (error) {
        problems.push(`${path}: expected JSON, received ${(error as Error).message}`);
        return undefined as never;
      }
    },
  };
}
