import {
  aws_elasticloadbalancingv2_actions as actions,
  aws_cognito as cognito,
  type Duration,
  aws_elasticloadbalancingv2 as elbv2,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireWithin } from '../../private/refusals';
import type { CognitoSignInOptions, OidcSignInOptions, SignInPlace } from '../sign-in';
import { requireAddresses } from './addresses';

/** A client of the user pool, whose secret only AWS knows, and the load balancer before which people sign in. */
export function peopleOfUserPool(
  scope: Construct,
  next: elbv2.ListenerAction,
  { domainName }: SignInPlace,
  { userPool, domain, session }: Required<CognitoSignInOptions>,
): elbv2.ListenerAction {
  requireSession(scope, session);
  const userPoolClient = new cognito.UserPoolClient(scope, 'SignInClient', {
    userPool,
    generateSecret: true,
    preventUserExistenceErrors: true,
    authFlows: {},
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [cognito.OAuthScope.OPENID],
      callbackUrls: [`https://${domainName}/oauth2/idpresponse`],
    },
  });
  return new actions.AuthenticateCognitoAction({
    userPool,
    userPoolClient,
    userPoolDomain: domain,
    sessionTimeout: session,
    next,
  });
}

export function peopleOfProvider(
  scope: Construct,
  next: elbv2.ListenerAction,
  { session, clientSecret, ...provider }: Required<OidcSignInOptions>,
): elbv2.ListenerAction {
  const { issuer, authorizationEndpoint, tokenEndpoint, userInfoEndpoint } = provider;
  requireAddresses(scope, { issuer, authorizationEndpoint, tokenEndpoint, userInfoEndpoint });
  requireSession(scope, session);
  return elbv2.ListenerAction.authenticateOidc({
    ...provider,
    // A reference that CloudFormation resolves: the secret itself is in no template.
    clientSecret: clientSecret.secretValue,
    sessionTimeout: session,
    next,
  });
}

/** The range of https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AuthenticateOidcActionConfig.html */
function requireSession(scope: Construct, session: Duration): void {
  if (session.isUnresolved()) return;
  const value = session.toSeconds({ integral: false });
  requireWithin(scope, 'access-sign-in-session', { name: 'session in seconds', value, min: 1, max: 604_800 });
}
