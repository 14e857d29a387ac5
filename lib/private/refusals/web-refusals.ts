import type { Refusal } from './refusal';

/** What is impossible for a page and its API. */
export const webRefusals = {
  'web-acl': {
    summary: 'webAclArn names no web ACL that Amazon CloudFront takes.',
    advice:
      'Make the web ACL in us-east-1 with the scope CLOUDFRONT; its address has :us-east-1: and :global/webacl/ in it.',
  },
  'web-domain': {
    summary: 'The page has a domain name without a certificate, or a certificate without a domain name.',
    advice: 'Give both: domainName and a certificate for it from AWS Certificate Manager in us-east-1.',
  },
  'web-key-hash': {
    summary: 'A key of WebAccess.apiKey() is not given by its SHA-256.',
    advice: 'Give the hash of every key, such as sha256sum prints it; keys themselves do not belong into a template.',
  },
  'web-other-stack': {
    summary: 'The page is in another stack than the input bucket, and has no name until it is deployed.',
    advice:
      'Put both into one stack, or give the page a domainName and a certificate: then the bucket knows who may upload.',
  },
  'web-requests': {
    summary: 'requestsPerSecond is outside 1 to 5000.',
    advice: 'Count two requests per second for every open page; ask AWS for a higher quota before you go beyond 5000.',
  },
  'web-result-format': {
    summary: 'The fleet writes its results as pairs, which the page cannot read.',
    advice: 'Leave resultFormat at ResultFormat.JSON for a fleet with a page.',
  },
  'web-suffixes': {
    summary:
      'The fleet hears only of pictures whose names end in one of inputSuffixes; of others the page would await the result for ever.',
    advice: 'Leave inputSuffixes out for a fleet with a page: the page uploads nothing that is no picture.',
  },
} as const satisfies Record<string, Refusal>;
