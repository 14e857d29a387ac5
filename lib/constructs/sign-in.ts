import {
  type aws_cognito as cognito,
  Duration,
  type aws_elasticloadbalancingv2 as elbv2,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { peopleOfProvider, peopleOfUserPool } from './sign-in/people';
import { tokens } from './sign-in/tokens';

/** How long somebody stays signed in. */
export interface SessionOptions {
  /**
   * After this time people sign in again; up to 7 days.
   *
   * @default Duration.hours(12)
   */
  readonly session?: Duration;
}

/** The people of a user pool of Amazon Cognito. */
export interface CognitoSignInOptions extends SessionOptions {
  /** The people. */
  readonly userPool: cognito.IUserPool;
  /** The sign-in page of the user pool. */
  readonly domain: cognito.IUserPoolDomain;
}

/** The people of any provider of OpenID Connect; each address is a full URL that begins with https. */
export interface OidcSignInOptions extends SessionOptions {
  /** Who says who they are: `issuer` in `/.well-known/openid-configuration` of the provider. */
  readonly issuer: string;
  /** `authorization_endpoint` there. */
  readonly authorizationEndpoint: string;
  /** `token_endpoint` there. */
  readonly tokenEndpoint: string;
  /** `userinfo_endpoint` there. */
  readonly userInfoEndpoint: string;
  /** The name under which the provider knows the classifier; it must allow `https://{domainName}/oauth2/idpresponse` as a callback. */
  readonly clientId: string;
  /** A secret whose whole value proves that name; CloudFormation reads it when the listener changes. */
  readonly clientSecret: secretsmanager.ISecret;
}

/** The programs that an issuer gives tokens to; `audience`, `scope` or both say for what. */
export interface JwtSignInOptions {
  /** What `iss` in a token must be, a URL that begins with https. */
  readonly issuer: string;
  /** Where the issuer publishes its keys, for everybody: up to 10 of them for RS256, 150 KB in all. */
  readonly jwksEndpoint: string;
  /**
   * What `aud` in a token must be.
   *
   * @default - anything, where `scope` is given
   */
  readonly audience?: string;
  /**
   * A word that must be in `scope` of a token.
   *
   * @default - anything, where `audience` is given
   */
  readonly scope?: string;
}

/** @internal */
export interface SignInPlace {
  readonly domainName?: string;
  readonly listener: elbv2.ApplicationListener;
}

/** @internal */
export type Bind = (scope: Construct, next: elbv2.ListenerAction, place: SignInPlace) => elbv2.ListenerAction;

/** Who must say at the load balancer who they are, before anything comes to a task. */
export class SignIn {
  /** People of a user pool, in a browser, who sign in on its page. */
  public static cognito({ session = Duration.hours(12), ...options }: CognitoSignInOptions): SignIn {
    return new SignIn(true, (scope, next, place) => peopleOfUserPool(scope, next, place, { ...options, session }));
  }

  /** People of a provider of OpenID Connect, in a browser, who sign in on its page. */
  public static oidc({ session = Duration.hours(12), ...options }: OidcSignInOptions): SignIn {
    return new SignIn(true, (scope, next) => peopleOfProvider(scope, next, { ...options, session }));
  }

  /** Programs that send `Authorization: Bearer` with a token of an issuer you trust; others are answered with 401. */
  public static jwt(options: JwtSignInOptions): SignIn {
    return new SignIn(false, (scope, next, place) => tokens(scope, next, place, options));
  }

  private constructor(
    /**
     * Whether it is for people, who come back from another page with cookies.
     * @internal
     */
    public readonly _forPeople: boolean,
    /** @internal */
    public readonly _before: Bind,
  ) {}
}
