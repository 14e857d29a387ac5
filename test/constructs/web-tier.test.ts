import { aws_certificatemanager as acm, CfnParameter, Size, aws_s3 as s3, Validations } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { Notifications } from '../../lib';
import { germany, pageTemplate, shopWithPage, virginia, type WebChoice } from './synthesized-web';

const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
const named: WebChoice = (shop) => ({
  web: {
    domainName: 'classify.shop.example',
    certificate: acm.Certificate.fromCertificateArn(shop, 'Certificate', certificateArn),
  },
});

test('the page is read by Amazon CloudFront alone, and by TLS alone', () => {
  const template = pageTemplate();
  template.resourceCountIs('AWS::CloudFront::OriginAccessControl', 1);
  template.hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      DefaultRootObject: 'page/index.html',
      DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https', ResponseHeadersPolicyId: Match.anyValue() },
      CacheBehaviors: [Match.objectLike({ PathPattern: 'api/*', ViewerProtocolPolicy: 'redirect-to-https' })],
    },
  });
});

test('the page goes with the stack, its files before their bucket', () => {
  const template = pageTemplate();
  template.hasResourceProperties('Custom::CDKBucketDeployment', {
    DestinationBucketName: { Ref: Match.stringLikeRegexp('WebPage') },
    RetainOnDelete: false,
  });
});

test('every answer carries a strict policy and the security headers', () => {
  const template = pageTemplate(named);
  const [headers] = Object.values(template.findResources('AWS::CloudFront::ResponseHeadersPolicy'));
  const security = headers.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
  const policy = JSON.stringify(security.ContentSecurityPolicy);
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).toContain("connect-src 'self' https://");
  expect(policy).not.toContain('*');
  expect(security).toMatchObject({
    ContentTypeOptions: { Override: true },
    FrameOptions: { FrameOption: 'DENY' },
    ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
    StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
  });
});

test('one origin may upload from a browser: the page', () => {
  const cors = (template: Template) =>
    Object.values(template.findResources('AWS::S3::Bucket')).flatMap(
      ({ Properties }) => Properties.CorsConfiguration?.CorsRules ?? [],
    );
  expect(cors(pageTemplate(named))).toMatchObject([
    { AllowedMethods: ['POST'], AllowedOrigins: ['https://classify.shop.example'] },
  ]);
  const [rule, ...others] = cors(pageTemplate());
  expect(JSON.stringify(rule.AllowedOrigins)).toMatch(/^\[\{"Fn::Join".*WebDistribution.*DomainName/);
  expect(others).toEqual([]);
});

test('the API takes no more requests than it should', () => {
  pageTemplate(() => ({ web: { requestsPerSecond: 20 } })).hasResourceProperties('AWS::ApiGatewayV2::Stage', {
    StageName: 'api',
    DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
    AccessLogSettings: Match.anyValue(),
  });
});

test('each function may do what it does, action by action', () => {
  const template = pageTemplate();
  const rights = (name: string) =>
    Object.entries(template.findResources('AWS::IAM::Policy'))
      .filter(([id]) => id.startsWith(`Web${name}`))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
      .flatMap(({ Action }) => Action)
      .filter((action) => !action.startsWith('logs:'))
      .sort();
  expect(rights('Uploads')).toEqual(['s3:PutObject']);
  expect(rights('Results')).toEqual([
    'ecs:DescribeServices',
    's3:GetObject',
    's3:ListBucket',
    'sqs:GetQueueAttributes',
  ]);
});

test('uploads are put where the fleet looks for pictures, as large as its workers take them', () => {
  const template = pageTemplate(() => ({
    fleet: { inputPrefix: 'shop/', server: { maxBodySize: Size.mebibytes(2) } },
  }));
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({
        IMAGE_CLASSIFIER_UPLOAD_PREFIX: 'shop/uploads/',
        IMAGE_CLASSIFIER_MAX_BODY_BYTES: '2097152',
      }),
    },
  });
});

describe('firewall', () => {
  test('in us-east-1, the page has one that inspects whole bodies and lets file names be', () => {
    const template = pageTemplate(undefined, virginia);
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { WebACLId: { 'Fn::GetAtt': [Match.stringLikeRegexp('WebFirewall'), 'Arn'] } },
    });
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'CLOUDFRONT',
      AssociationConfig: { RequestBody: { CLOUDFRONT: { DefaultSizeInspectionLimit: 'KB_64' } } },
      Rules: Match.arrayWith([
        Match.objectLike({ Name: 'LargeBodies', Action: { Block: {} } }),
        Match.objectLike({
          Statement: {
            ManagedRuleGroupStatement: Match.objectLike({
              Name: 'AWSManagedRulesCommonRuleSet',
              RuleActionOverrides: [
                { Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } },
                { Name: 'CrossSiteScripting_BODY', ActionToUse: { Count: {} } },
              ],
            }),
          },
        }),
      ]),
    });
  });

  test('elsewhere it is given, or its lack is told', () => {
    const warning = Match.stringLikeRegexp('web-without-firewall');
    const lacking = shopWithPage(undefined, germany);
    Annotations.fromStack(lacking).hasWarning('*', warning);
    const given = shopWithPage(() => ({
      web: { webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b' },
    }));
    Annotations.fromStack(given).hasNoWarning('*', warning);
    const later = shopWithPage((shop) => ({ web: { webAclArn: new CfnParameter(shop, 'Acl').valueAsString } }));
    Annotations.fromStack(later).hasNoWarning('*', warning);
  });
});

test('a bucket of somebody else cannot be told to let the page upload, so its owner is', () => {
  const shop = shopWithPage((shop) => ({
    fleet: {
      inputBucket: s3.Bucket.fromBucketName(shop, 'Theirs', 'their-pictures'),
      notifications: Notifications.eventBridge(),
    },
  }));
  Annotations.fromStack(shop).hasWarning('*', Match.stringLikeRegexp('web-bucket-cors'));
});

test('a fleet that others tell of uploads may have a page, once somebody says that they do', () => {
  const warning = Match.stringLikeRegexp('web-unnoticed');
  const shop = shopWithPage(() => ({ fleet: { notifications: Notifications.none(), inputSuffixes: ['.jpg'] } }));
  Annotations.fromStack(shop).hasWarning('/Shop/Web', warning);
  Validations.of(shop).acknowledge({
    id: 'Annotation::cdk-image-classifier:web-unnoticed',
    reason: 'the bucket tells a topic of every object, and the job queue reads it',
  });
  Annotations.fromStack(shop).hasNoWarning('*', warning);
  Annotations.fromStack(shopWithPage()).hasNoWarning('*', warning);
});
