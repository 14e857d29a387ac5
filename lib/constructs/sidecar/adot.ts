import { Duration, aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import type { SidecarOptions } from '../sidecar-props';
import type { SidecarPlan } from './plan';
import { publicImage } from './public-images';

/** Where OTLP over HTTP arrives. */
const tracePort = 4318;

/**
 * The collector of the AWS Distro for OpenTelemetry, with the configuration for X-Ray that its image brings.
 *
 * @see https://github.com/aws-observability/aws-otel-collector/blob/main/config/ecs/ecs-xray.yaml
 */
export function adot({ image = publicImage('adot'), cpu = 64, memoryMiB = 256 }: SidecarOptions): SidecarPlan {
  return {
    name: 'adot',
    image,
    cpu,
    memoryMiB,
    // A picture that is classified without a trace is better than none.
    essential: false,
    startsAfter: [],
    ports: [4317, tracePort, 13133],
    container: {
      command: ['--config=/etc/ecs/ecs-xray.yaml'],
      // The image is made from nothing but three programs, of which this one asks for the collector's health.
      healthCheck: {
        command: ['CMD', '/healthcheck'],
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        retries: 3,
        startPeriod: Duration.seconds(10),
      },
    },
    calls: [ec2.InterfaceVpcEndpointAwsService.XRAY],
    settings: { tracesEndpoint: `http://localhost:${tracePort}/v1/traces` },
    rights: (grantee) => {
      // X-Ray knows no resources. The server itself chooses what is traced, so rules of sampling are not asked for.
      const actions = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
      iam.Grant.addToPrincipal({ grantee, actions, resourceArns: ['*'] });
    },
  };
}
