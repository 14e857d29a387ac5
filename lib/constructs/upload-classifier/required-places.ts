import type { aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';

export interface ChosenPlaces {
  readonly inputBucket?: s3.IBucket;
  readonly resultBucket?: s3.IBucket;
  readonly inputPrefix?: string;
  readonly inputSuffixes?: string[];
  readonly resultPrefix?: string;
  /** For the buckets that are made here. */
  readonly encryptionKey?: kms.IKey;
}

/** Refuses places where results would be pictures, or rights would reach further than they say. */
export function requirePlaces(scope: Construct, places: ChosenPlaces): void {
  const { inputBucket, resultBucket, inputPrefix = '', inputSuffixes = [], resultPrefix = '' } = places;
  if (inputBucket !== undefined && inputBucket === resultBucket) {
    refuse(scope, 'fleet-same-bucket', 'resultBucket must not be inputBucket, got the same bucket');
  }
  if (places.encryptionKey !== undefined && inputBucket !== undefined && resultBucket !== undefined) {
    const problem = 'encryptionKey must be left out with inputBucket and resultBucket, got all three';
    refuse(scope, 'fleet-encryption-key', problem);
  }
  for (const part of [inputPrefix, resultPrefix, ...inputSuffixes]) {
    if (/[*?]/.test(part))
      refuse(scope, 'fleet-key-parts', `prefixes and suffixes must not contain * or ?, got "${part}"`);
  }
}
