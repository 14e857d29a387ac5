import { aws_certificatemanager as acm, aws_cognito as cognito } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { WebAccess } from '../../lib';
import { pageTemplate, type WebChoice } from './synthesized-web';

const routes = (access: WebAccess) =>
  Object.values(pageTemplate(() => ({ web: { access } })).findResources('AWS::ApiGatewayV2::Route')).map(
    ({ Properties }) => [Properties.RouteKey, Properties.AuthorizationType],
  );
const everyRoute = (type: string) => [
  ['POST /uploads', type],
  ['GET /batches/{batch}', type],
  ['GET /fleet', type],
];
const keys = WebAccess.apiKey({ sha256: ['0F'.repeat(32), 'ab'.repeat(32)] });

const signedIn: WebChoice = (shop) => {
  const userPool = new cognito.UserPool(shop, 'People');
  const domain = userPool.addDomain('SignIn', { cognitoDomain: { domainPrefix: 'shop-people' } });
  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
  return {
    web: {
      domainName: 'classify.shop.example',
      certificate: acm.Certificate.fromCertificateArn(shop, 'Certificate', certificateArn),
      access: WebAccess.cognito({ userPool, domain }),
    },
  };
};

test('open() asks nobody, iam() asks for signatures, apiKey() for keys, on every route', () => {
  expect(routes(WebAccess.open())).toEqual(everyRoute('NONE'));
  expect(routes(WebAccess.iam())).toEqual(everyRoute('AWS_IAM'));
  expect(routes(keys)).toEqual(everyRoute('CUSTOM'));
});

test('cognito() sends people to the sign-in page, and only back to this one', () => {
  const template = pageTemplate(signedIn);
  template.allResourcesProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'JWT' });
  template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
    GenerateSecret: false,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid'],
    CallbackURLs: ['https://classify.shop.example/'],
  });
});

test('with cognito() the page may ask the sign-in page for a token, and takes tokens for this page alone', () => {
  const template = pageTemplate(signedIn);
  const [headers] = Object.values(template.findResources('AWS::CloudFront::ResponseHeadersPolicy'));
  expect(JSON.stringify(headers)).toContain('.auth.eu-central-1.amazoncognito.com');
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'JWT',
    JwtConfiguration: { Audience: [{ Ref: Match.stringLikeRegexp('WebClient') }] },
  });
});

test('apiKey() tells the hashes, in small letters, to a function that may do nothing but say yes or no', () => {
  const template = pageTemplate(() => ({ web: { access: keys } }));
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'REQUEST',
    EnableSimpleResponses: true,
    IdentitySource: ['$request.header.X-Api-Key'],
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { IMAGE_CLASSIFIER_KEY_SHA256: `${'0f'.repeat(32)},${'ab'.repeat(32)}` } },
  });
});
