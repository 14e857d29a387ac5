import type { aws_logs as logs } from 'aws-cdk-lib';
import {
  aws_apigatewayv2 as apigw,
  aws_apigatewayv2_authorizers as authorizers,
  aws_cognito as cognito,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FleetConfig } from '../contracts/web-api';
import { nodeFunction } from '../private/node-function';
import { refuse } from '../private/refusals';

/** Where people sign in. */
export interface CognitoAccessOptions {
  /** The people. */
  readonly userPool: cognito.IUserPool;
  /** The sign-in page of the user pool. */
  readonly domain: cognito.UserPoolDomain;
}

/** The keys that open an API. */
export interface ApiKeyAccessOptions {
  /** The SHA-256 of every key, in hexadecimal; the keys themselves are only with those who use them. */
  readonly sha256: string[];
}

/** @internal */
export interface WebAccessPlace {
  readonly pageUrl: string;
  readonly logRetention: logs.RetentionDays;
}

/** @internal */
export interface BoundWebAccess {
  readonly authorizer: apigw.IHttpRouteAuthorizer;
  readonly config: FleetConfig['access'];
}

/** Who may upload pictures to a fleet and read their results. */
export class WebAccess {
  /** People of a user pool, who sign in on its page. */
  public static cognito({ userPool, domain }: CognitoAccessOptions): WebAccess {
    const bind = (scope: Construct, { pageUrl }: WebAccessPlace): BoundWebAccess => {
      const client = new cognito.UserPoolClient(scope, 'Client', {
        userPool,
        generateSecret: false,
        preventUserExistenceErrors: true,
        authFlows: {},
        oAuth: {
          flows: { authorizationCodeGrant: true },
          scopes: [cognito.OAuthScope.OPENID],
          callbackUrls: [`${pageUrl}/`],
        },
      });
      return {
        authorizer: new authorizers.HttpUserPoolAuthorizer('People', userPool, { userPoolClients: [client] }),
        config: { kind: 'cognito', address: domain.baseUrl(), client: client.userPoolClientId },
      };
    };
    return new WebAccess(bind, [domain.baseUrl()]);
  }

  /** Programs that sign their requests and may do `execute-api:Invoke`; the page shows the fleet to nobody then. */
  public static iam(): WebAccess {
    return new WebAccess(() => ({ authorizer: new authorizers.HttpIamAuthorizer(), config: { kind: 'iam' } }));
  }

  /** Everybody who has a key; the page asks for it. */
  public static apiKey({ sha256 }: ApiKeyAccessOptions): WebAccess {
    return new WebAccess((scope, { logRetention }) => {
      const keySha256 = sha256.map((hash) => hash.toLowerCase());
      const odd = keySha256.find((hash) => !/^[0-9a-f]{64}$/.test(hash));
      if (odd !== undefined || keySha256.length === 0) {
        refuse(
          scope,
          'web-key-hash',
          `sha256 must list hashes of 64 hexadecimal digits, got ${odd === undefined ? 'none' : `one of ${odd.length} characters`}`,
        );
      }
      const handler = nodeFunction(scope, 'Keys', {
        name: 'api-key',
        description: 'Tells whether a request carries a key that opens the API',
        settings: { keySha256 },
        logRetention,
      });
      const authorizer = new authorizers.HttpLambdaAuthorizer('Keys', handler, {
        responseTypes: [authorizers.HttpLambdaResponseType.SIMPLE],
        identitySource: ['$request.header.X-Api-Key'],
      });
      return { authorizer, config: { kind: 'key' } };
    });
  }

  /** Everybody: pictures of strangers are uploaded and classified at your cost, within the limits of the API. */
  public static open(): WebAccess {
    return new WebAccess(() => ({ authorizer: new apigw.HttpNoneAuthorizer(), config: { kind: 'open' } }));
  }

  private constructor(
    /** @internal */
    public readonly _bind: (scope: Construct, place: WebAccessPlace) => BoundWebAccess,
    /** Hosts that the page asks besides the API. @internal */
    public readonly _hosts: string[] = [],
  ) {}
}
