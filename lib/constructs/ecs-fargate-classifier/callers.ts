import { type aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import type { Access } from '../access';

/** Opens the network to a caller; where everybody may call, or the caller has no place in a network, there is nothing to open. */
export function admit(
  connections: ec2.Connections,
  { isPublic, allowFrom, _way }: Access,
  grantee: iam.IGrantable,
): iam.Grant {
  const open = _way.fromEverywhere || (isPublic && !allowFrom);
  // Said from the caller's side: a caller in another stack already asks this one for the url, so its stack has the rule.
  if (!open && isConnectable(grantee)) grantee.connections.allowToDefaultPort({ connections });
  return iam.Grant.drop(grantee, 'Calls over HTTP ask for no right');
}

function isConnectable(grantee: iam.IGrantable): grantee is iam.IGrantable & ec2.IConnectable {
  return 'connections' in grantee;
}
