import type { Stack } from 'aws-cdk-lib';

/** An ARN as cdk-nag writes it into the id of a finding: `<Id.Arn>`, or `arn:<AWS::Partition>:s3:::name`. */
export function arnInFinding(stack: Stack, arn: string): string {
  return written(stack.resolve(arn));
}

function written(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, argument]] = Object.entries(value as object);
  if (intrinsic === 'Ref') return `<${argument}>`;
  if (intrinsic === 'Fn::GetAtt') return `<${argument.join('.')}>`;
  const [separator, parts] = argument;
  return parts.map(written).join(separator);
}
