import { Arn, ArnFormat, type aws_certificatemanager as acm, Token } from 'aws-cdk-lib';

/** The region of a certificate, where it is known before deployment. */
export function certificateRegion({ certificateArn }: acm.ICertificate): string | undefined {
  if (Token.isUnresolved(certificateArn)) return undefined;
  return Arn.split(certificateArn, ArnFormat.SLASH_RESOURCE_NAME).region;
}
