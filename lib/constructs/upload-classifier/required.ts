import { type aws_s3 as s3, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse, requireKnown, requireWithin } from '../../private/refusals';
import type { UploadClassifierProps } from '../upload-classifier-props';

/** Notifications that one bucket can have: one for each suffix (https://docs.aws.amazon.com/general/latest/gr/s3.html). */
const mostSuffixes = 100;

/** Refuses places where results would be pictures, rights that would reach further than they say, and impossible tries. */
export function requireChoices(scope: Construct, props: UploadClassifierProps): void {
  const { inputBucket, resultBucket, inputPrefix = '', inputSuffixes = [], resultPrefix = '', maxTries = 3 } = props;
  if (inputBucket && resultBucket && areSame(inputBucket, resultBucket)) {
    refuse(scope, 'fleet-same-bucket', 'resultBucket must not be inputBucket, got the same bucket');
  }
  for (const part of [inputPrefix, resultPrefix, ...inputSuffixes]) {
    if (/[*?]/.test(part))
      refuse(scope, 'fleet-key-parts', `prefixes and suffixes must not contain * or ?, got "${part}"`);
  }
  requireSuffixes(scope, inputSuffixes);
  requireKnown(scope, 'uploads-tries', { maxTries });
  requireWithin(scope, 'uploads-tries', { name: 'maxTries', value: maxTries, min: 1, max: 100 });
}

/** A bucket that lies elsewhere may be known here twice. */
function areSame(one: s3.IBucket, other: s3.IBucket): boolean {
  return one === other || (!Token.isUnresolved(one.bucketName) && one.bucketName === other.bucketName);
}

/** Amazon S3 refuses two filters that one key can pass. */
function requireSuffixes(scope: Construct, suffixes: readonly string[]): void {
  if (suffixes.length > mostSuffixes) {
    refuse(scope, 'fleet-suffixes', `inputSuffixes must be at most ${mostSuffixes}, got ${suffixes.length}`);
  }
  for (const [place, suffix] of suffixes.entries()) {
    const other = suffixes.find((candidate, at) => at !== place && candidate.endsWith(suffix));
    if (other === undefined) continue;
    refuse(scope, 'fleet-suffixes', `inputSuffixes must not end in one another, got "${suffix}" and "${other}"`);
  }
}
