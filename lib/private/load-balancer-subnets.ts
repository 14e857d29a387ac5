import { type aws_ec2 as ec2, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from './refusals';

/**
 * One subnet in each zone, because a load balancer takes no second one, and refuses to work in fewer than two zones.
 *
 * @param kind what the subnets are, for the message: `public` or `private`
 */
export function loadBalancerSubnets(scope: IConstruct, kind: string, subnets: ec2.ISubnet[]): ec2.ISubnet[] {
  const places = subnets.map((subnet) => [zoneOf(subnet), subnet] as const);
  // A list that only deployment will know looks like one subnet, or one zone.
  if (places.some(([zone, { subnetId }]) => isList(zone) || isList(subnetId))) return subnets;
  const onePerZone = new Map(places.toReversed());
  if (onePerZone.size < 2) {
    refuse(
      scope,
      'network-load-balancer-zones',
      `vpc must have ${kind} subnets in 2 or more Availability Zones for the load balancer, got ${onePerZone.size}`,
    );
  }
  return subnets.filter((subnet) => onePerZone.get(zoneOf(subnet)) === subnet);
}

/** An imported subnet may not tell its zone; it then counts as one of its own. */
function zoneOf(subnet: ec2.ISubnet): string {
  try {
    return subnet.availabilityZone;
  } catch {
    return subnet.subnetId;
  }
}

const isList = (text: string): boolean => Tokenization.reverseList([text]) !== undefined;
