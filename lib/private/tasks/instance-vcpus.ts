const small: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4 };

/**
 * The vCPUs of a size, which are the same in nearly all families; those without a number of their own are unknown.
 *
 * @param size such as `4xlarge`
 */
export function vcpusOf(size: string): number | undefined {
  return small[size] ?? (/^\d+xlarge$/.test(size) ? Number.parseInt(size, 10) * 4 : undefined);
}
