import { aws_certificatemanager as acm, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Notifications, ResultFormat, WebAccess } from '../../../lib';
import type { RefusalId } from '../../../lib/private/refusals';
import { germany, shopWithPage, type WebChoice } from '../synthesized-web';

const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
const byEvents = { notifications: Notifications.eventBridge() };

const mistakes: Record<Extract<RefusalId, `web-${string}`>, [WebChoice, problem: string][]> = {
  'web-acl': [
    [
      () => ({ web: { webAclArn: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/a/b' } }),
      'webAclArn must be arn:aws:wafv2:us-east-1:<account>:global/webacl/<name>/<id>, got arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/a/b',
    ],
    [
      () => ({ web: { webAclArn: 'a1b2c3' } }),
      'webAclArn must be arn:aws:wafv2:us-east-1:<account>:global/webacl/<name>/<id>, got a1b2c3',
    ],
  ],
  'web-domain': [
    [
      () => ({ web: { domainName: 'classify.shop.example' } }),
      'domainName and certificate must be given together, got one of them',
    ],
    [
      (shop) => ({ web: { certificate: acm.Certificate.fromCertificateArn(shop, 'Certificate', certificateArn) } }),
      'domainName and certificate must be given together, got one of them',
    ],
  ],
  'web-key-hash': [
    [
      () => ({ web: { access: WebAccess.apiKey({ sha256: ['my-key'] }) } }),
      'sha256 must list hashes of 64 hexadecimal digits, got one of 6 characters',
    ],
    [
      () => ({ web: { access: WebAccess.apiKey({ sha256: [] }) } }),
      'sha256 must list hashes of 64 hexadecimal digits, got none',
    ],
  ],
  'web-other-stack': [
    [
      (shop) => ({
        fleet: { inputBucket: new s3.Bucket(new Stack(shop.node.root, 'Uploads', germany), 'Bucket'), ...byEvents },
      }),
      'without domainName the page and the input bucket must share a stack, got Uploads and Shop',
    ],
  ],
  'web-requests': [[() => ({ web: { requestsPerSecond: 0 } }), 'requestsPerSecond must be between 1 and 5000, got 0']],
  'web-result-format': [
    [() => ({ fleet: { resultFormat: ResultFormat.PAIR } }), 'the fleet must write results as JSON, got pairs'],
  ],
  'web-suffixes': [
    [
      () => ({ fleet: { inputSuffixes: ['.jpg', '.png'] } }),
      'the fleet must hear of every upload, got one with inputSuffixes .jpg, .png',
    ],
  ],
};

describe.each(Object.entries(mistakes))('%s', (id, cases) => {
  test.each(cases)('is refused where it is written (%#)', (choose, problem) => {
    expect(() => shopWithPage(choose)).toThrow(new Error(`Shop/Web: ${problem} [${id}]`));
  });
});
