const burstable = { nano: 2, micro: 2, small: 2, medium: 2 };

/**
 * Types that are unlike the others of their size.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html T2, T3, T3a, T4g
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html
 */
const exceptions: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  t2: { nano: 1, micro: 1, small: 1, medium: 2 },
  t3: burstable,
  t3a: burstable,
  t4g: burstable,
  c1: { medium: 2, xlarge: 8 },
  c4: { '8xlarge': 36 },
  d2: { '8xlarge': 36 },
};

const usual: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4 };

/**
 * The vCPUs of an instance type, which sizes of the same name have in common in nearly all families; unknown where a size
 * says nothing of them, such as `metal`.
 *
 * @param family such as `c7g`
 * @param size such as `4xlarge`
 */
export function vcpusOf(family: string, size: string): number | undefined {
  const perXlarge = /^\d+xlarge$/.test(size) ? Number.parseInt(size, 10) * 4 : undefined;
  return exceptions[family]?.[size] ?? usual[size] ?? perXlarge;
}
