/**
 * The bucket and prefix of `s3://bucket/prefix`; nothing for any other place.
 */
export function parseBucketAddress(place: string): { bucket: string; prefix: string } | undefined {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(place);
  return match ? { bucket: match[1], prefix: (match[2] ?? '').replace(/\/+$/, '') } : undefined;
}
