import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from './refusals';

/** Where tasks work: subnets without public addresses, those with a way out first. */
export function privateSubnets(scope: IConstruct, { privateSubnets, isolatedSubnets }: ec2.IVpc): ec2.ISubnet[] {
  if (privateSubnets.length > 0) return privateSubnets;
  if (isolatedSubnets.length > 0) return isolatedSubnets;
  return refuse(scope, 'network-private-subnets', 'vpc must have private subnets for the tasks, got none');
}
