import {
  aws_apigatewayv2 as apigw,
  aws_cloudfront as cloudfront,
  Duration,
  aws_iam as iam,
  aws_apigatewayv2_integrations as integrations,
  type aws_lambda as lambda,
  aws_logs as logs,
  aws_cloudfront_origins as origins,
  RemovalPolicy,
  Stack,
  aws_s3 as s3,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PageConfig } from '../contracts/web-api';
import { webApi } from '../contracts/web-api';
import { pageHeaders } from '../private/edge/page-headers';
import { publishPage } from '../private/edge/published-page';
import { requireWebAcl, webFirewall } from '../private/edge/web-firewall';
import { allowObjects, allowQueue } from '../private/exact-rights';
import { nodeFunction } from '../private/node-function';
import { refuse, requireWithin, warn } from '../private/refusals';
import type { WebTierProps } from './web-tier-props';

/** The path under which Amazon CloudFront, and so the page, finds the API: the name of its stage. */
const stageName = 'api';

/** A page for a fleet: pictures are uploaded straight to S3, and labels appear as the workers write them. */
export class WebTier extends Construct {
  /** Where people find the page. */
  public readonly url: string;
  /** Where programs find the API; the page asks the same under `url`. */
  public readonly apiUrl: string;
  /** The page and the API under one name. */
  public readonly distribution: cloudfront.Distribution;
  /** The files of the page. */
  public readonly pageBucket: s3.Bucket;
  /** The API behind the page. */
  public readonly api: apigw.HttpApi;
  /** Signs forms with which pictures are uploaded. */
  public readonly uploadFunction: lambda.Function;
  /** Reads results, and how the fleet is doing. */
  public readonly resultFunction: lambda.Function;

  constructor(scope: Construct, id: string, props: WebTierProps) {
    super(scope, id);
    const { fleet, access, requestsPerSecond = 100, logRetention = logs.RetentionDays.ONE_MONTH } = props;
    requireWithin(this, 'web-requests', { name: 'requestsPerSecond', value: requestsPerSecond, min: 1, max: 5000 });
    if ((props.domainName === undefined) !== (props.certificate === undefined)) {
      refuse(this, 'web-domain', 'domainName and certificate must be given together, got one of them');
    }
    if (props.webAclArn !== undefined) requireWebAcl(this, props.webAclArn);
    this.requireOneStack(props);
    if (fleet._web.resultFormat !== 'json') {
      refuse(this, 'web-result-format', 'the fleet must write results as JSON, got pairs');
    }
    const { byHand, suffixes } = fleet._web.hearing;
    if (byHand) warn(this, 'web-unnoticed');
    if (suffixes.length > 0) {
      const got = `got one with inputSuffixes ${suffixes.join(', ')}`;
      refuse(this, 'web-suffixes', `the fleet must hear of every upload, ${got}`);
    }
    this.api = this.addApi(requestsPerSecond, logRetention);
    this.apiUrl = `${this.api.apiEndpoint}/${stageName}`;
    this.pageBucket = this.addBucket();
    this.distribution = this.distribute(props);
    this.url = `https://${props.domainName ?? this.distribution.distributionDomainName}`;

    const { authorizer, config } = access._bind(this, { pageUrl: this.url, logRetention });
    this.uploadFunction = this.signUploads(props, logRetention);
    this.resultFunction = this.readResults(props, logRetention);
    for (const [handler, routes] of [
      [this.uploadFunction, [webApi.uploads]],
      [this.resultFunction, [webApi.batch, webApi.fleet]],
    ] as const) {
      const integration = new integrations.HttpLambdaIntegration(handler.node.scope?.node.id ?? '', handler);
      for (const { method, path } of routes) {
        this.api.addRoutes({ path, methods: [apigw.HttpMethod[method]], integration, authorizer });
      }
    }
    this.allowUploads(fleet.inputBucket);
    const page: PageConfig = { kind: 'fleet', api: stageName, maxBytes: fleet._web.maxBodyBytes, access: config };
    publishPage(this, { bucket: this.pageBucket, config: page, logRetention });
  }

  /** The bucket names the page that may upload, and the functions of the page name the bucket: across stacks that is a circle. */
  private requireOneStack({ domainName, fleet: { inputBucket } }: WebTierProps): void {
    if (domainName !== undefined || !(inputBucket instanceof s3.Bucket)) return;
    const [there, here] = [Stack.of(inputBucket), Stack.of(this)];
    if (there === here) return;
    const stacks = `${there.node.path} and ${here.node.path}`;
    refuse(
      this,
      'web-other-stack',
      `without domainName the page and the input bucket must share a stack, got ${stacks}`,
    );
  }

  private addApi(requestsPerSecond: number, retention: logs.RetentionDays): apigw.HttpApi {
    const api = new apigw.HttpApi(this, 'Api', {
      createDefaultStage: false,
      description: 'Uploads for a fleet of image classifiers, and their results',
    });
    const accessLog = new logs.LogGroup(this, 'ApiLog', { retention });
    api.addStage('Stage', {
      stageName,
      autoDeploy: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: 2 * requestsPerSecond },
      accessLogSettings: { destination: new apigw.LogGroupLogDestination(accessLog) },
    });
    return api;
  }

  private addBucket(): s3.Bucket {
    return new s3.Bucket(this, 'Page', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // It holds copies of files of this package.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private distribute({ domainName, certificate, webAclArn, access, fleet }: WebTierProps): cloudfront.Distribution {
    const { region, urlSuffix } = Stack.of(this);
    const own = webAclArn === undefined && region === 'us-east-1' ? webFirewall(this).attrArn : undefined;
    if (webAclArn === undefined && own === undefined) warn(this, 'web-without-firewall');
    // The bucket names this page as the only origin that may upload: naming the bucket here as well would close a circle.
    const uploads =
      domainName === undefined ? `*.s3.${region}.${urlSuffix}` : fleet.inputBucket.bucketRegionalDomainName;
    const headers = pageHeaders(this, [`https://${uploads}`, ...access._hosts]);
    const shared = {
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: headers,
    };
    return new cloudfront.Distribution(this, 'Distribution', {
      defaultRootObject: 'page/index.html',
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      webAclId: webAclArn ?? own,
      ...(domainName === undefined
        ? {}
        : {
            domainNames: [domainName],
            certificate,
            minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
          }),
      defaultBehavior: { ...shared, origin: origins.S3BucketOrigin.withOriginAccessControl(this.pageBucket) },
      additionalBehaviors: {
        [`${stageName}/*`]: {
          ...shared,
          origin: new origins.HttpOrigin(`${this.api.apiId}.execute-api.${region}.${urlSuffix}`),
          allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
          cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
          originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
    });
  }

  private signUploads({ fleet }: WebTierProps, logRetention: logs.RetentionDays): lambda.Function {
    const { uploadPrefix, maxBodyBytes, formats } = fleet._web;
    const handler = nodeFunction(this, 'Uploads', {
      name: 'upload-url',
      description: 'Signs forms with which pictures are uploaded straight to S3',
      settings: { inputBucket: fleet.inputBucket.bucketName, uploadPrefix, maxBodyBytes, formats },
      timeout: Duration.seconds(10),
      logRetention,
    });
    allowObjects(handler, { bucket: fleet.inputBucket, actions: ['s3:PutObject'], pattern: `${uploadPrefix}*` });
    return handler;
  }

  private readResults({ fleet }: WebTierProps, logRetention: logs.RetentionDays): lambda.Function {
    const { uploadPrefix, resultPrefix, slots, workers } = fleet._web;
    const { resultBucket, jobQueue } = fleet;
    const handler = nodeFunction(this, 'Results', {
      name: 'result-feed',
      description: 'Reads the results of a batch, and how the fleet is doing',
      settings: {
        resultBucket: resultBucket.bucketName,
        resultPrefix,
        uploadPrefix,
        slots,
        jobQueueUrl: jobQueue.queueUrl,
        ...workers.settings,
      },
      timeout: Duration.seconds(20),
      logRetention,
    });
    const below = `${resultPrefix}${uploadPrefix}*`;
    allowObjects(handler, { bucket: resultBucket, actions: ['s3:GetObject'], pattern: below });
    iam.Grant.addToPrincipal({
      grantee: handler,
      actions: ['s3:ListBucket'],
      resourceArns: [resultBucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': below } },
    });
    allowQueue(handler, jobQueue, 'sqs:GetQueueAttributes');
    const { action, resourceArn } = workers;
    iam.Grant.addToPrincipal({ grantee: handler, actions: [action], resourceArns: [resourceArn] });
    return handler;
  }

  /** The page, and no other, may upload from a browser. */
  private allowUploads(bucket: s3.IBucket): void {
    if (!(bucket instanceof s3.Bucket)) {
      warn(this, 'web-bucket-cors');
      return;
    }
    bucket.addCorsRule({
      allowedMethods: [s3.HttpMethods.POST],
      allowedOrigins: [this.url],
      allowedHeaders: ['*'],
      maxAge: 3000,
    });
  }
}
