import type { Acknowledgment } from 'aws-cdk-lib';

const logsThemselves = 'The bucket holds access logs itself; logging it would only grow it';

/** What cdk-nag finds in a load balancer and its access logs, and why it stays so. */
export const loadBalancerFindings: Acknowledgment[] = [
  { id: 'AwsSolutions-S1', reason: logsThemselves },
  { id: 'NIST.800.53.R5-S3BucketLoggingEnabled', reason: logsThemselves },
  { id: 'NIST.800.53.R5-S3BucketReplicationEnabled', reason: 'Access logs go after 90 days' },
  {
    id: 'NIST.800.53.R5-S3DefaultEncryptionKMS',
    reason: 'A load balancer writes its logs only to buckets encrypted with keys of Amazon S3',
  },
  {
    id: 'NIST.800.53.R5-ALBWAFEnabled',
    reason: 'A firewall has a price per request; one line adds it: firewall: Firewall.standard()',
  },
  {
    id: 'NIST.800.53.R5-ELBDeletionProtectionEnabled',
    reason: 'Readers must be able to delete the example; one line protects it: deletionProtection: true',
  },
];

const noDomainName = 'The example must work for readers who own no domain name';

/** What it finds besides in one that has no certificate. */
export const withoutCertificate: Acknowledgment[] = [
  { id: 'NIST.800.53.R5-ALBHttpToHttpsRedirection', reason: noDomainName },
  { id: 'NIST.800.53.R5-ELBv2ACMCertificateRequired', reason: noDomainName },
];
