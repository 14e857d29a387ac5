import { aws_ec2 as ec2, aws_elasticloadbalancingv2 as elbv2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import type { JwtSignInOptions, SignInPlace } from '../sign-in';
import { requireAddresses } from './addresses';

/** A load balancer that looks at tokens: who signed them, until when, and for what. */
export function tokens(
  scope: Construct,
  next: elbv2.ListenerAction,
  { listener }: SignInPlace,
  { issuer, jwksEndpoint, audience, scope: word }: JwtSignInOptions,
): elbv2.ListenerAction {
  requireAddresses(scope, { issuer, jwksEndpoint });
  const additionalClaims = [
    ...(audience === undefined ? [] : [{ name: 'aud', format: 'single-string', values: [audience] }]),
    ...(word === undefined ? [] : [{ name: 'scope', format: 'space-separated-values', values: [word] }]),
  ];
  if (additionalClaims.length === 0) {
    refuse(scope, 'access-sign-in-claims', 'audience or scope must be given with SignIn.jwt(), got neither');
  }
  // It fetches the keys of the issuer.
  listener.connections.allowToAnyIpv4(ec2.Port.HTTPS, 'Keys of the issuer of tokens');
  return new TokenAction({ issuer, jwksEndpoint, additionalClaims }, next);
}

/** `ListenerAction.authenticateJwt()` of the CDK takes no claims besides the issuer. */
class TokenAction extends elbv2.ListenerAction {
  constructor(jwtValidationConfig: elbv2.CfnListener.JwtValidationConfigProperty, next: elbv2.ListenerAction) {
    super({ type: 'jwt-validation', jwtValidationConfig }, next);
  }
}
