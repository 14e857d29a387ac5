import { ArnFormat, Aws, CfnMapping, aws_ecs as ecs, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse, warn } from '../../private/refusals';
import { prebuiltAccounts } from '../../private/tables/prebuilt-accounts';
import {
  type FrameworkName,
  type PrebuiltFramework,
  type PrebuiltRow,
  prebuiltImages,
} from '../../private/tables/prebuilt-images';
import type { LocatedImage, Machine } from '../inference-image/image-source';
import { pullFrom } from '../inference-image/pull-rights';

/** What is asked of the table of images. */
interface Wish {
  readonly framework: FrameworkName;
  readonly version?: string;
  readonly gpu?: boolean;
  readonly machine: Machine;
  readonly today: Date;
}

/** The image of a framework for these instances, in the region of the stack. */
export function frameworkImage(scope: Construct, wish: Wish): LocatedImage {
  const { accounts, images }: PrebuiltFramework = prebuiltImages[wish.framework];
  const { repository, tag, processor, endOfPatch } = rowFor(scope, images, wish);
  // The last day of patches is still one of them.
  if (wish.today.toISOString().slice(0, 10) > endOfPatch) warn(scope, 'image-past-patch');
  const account = accountIn(scope, accounts);
  const arn = Stack.of(scope).formatArn({
    service: 'ecr',
    account,
    resource: 'repository',
    resourceName: repository,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  return {
    kind: 'prebuilt',
    uri: `${account}.dkr.ecr.${Stack.of(scope).region}.${Aws.URL_SUFFIX}/${repository}:${tag}`,
    cpuArchitectures: [processor === 'arm64' ? ecs.CpuArchitecture.ARM64 : ecs.CpuArchitecture.X86_64],
    gpu: processor === 'cuda',
    allowPull: pullFrom(arn),
  };
}

function rowFor(
  scope: Construct,
  images: readonly PrebuiltRow[],
  { framework, version, gpu, machine }: Wish,
): PrebuiltRow {
  const newest = images[images.length - 1].version;
  const rows = images.filter((row) => row.version === (version ?? newest));
  if (rows.length === 0) {
    const versions = [...new Set(images.map((row) => row.version))].join(' or ');
    refuse(scope, 'image-prebuilt-version', `version must be ${versions} for ${framework}, got ${version}`);
  }
  const cuda = rows.find(({ processor }) => processor === 'cuda');
  if (cuda && (gpu ?? machine.gpus > 0)) return cuda;
  const wanted = machine.cpuArchitecture._cpuArchitecture;
  const row = rows.find(({ processor }) => processor === wanted.toLowerCase());
  return (
    row ??
    refuse(scope, 'sagemaker-image-architecture', `instanceType must be of X86_64 for ${framework}, got ${wanted}`)
  );
}

/** The account from which AWS publishes in the region of the stack; where only deployment knows the region, by a mapping. */
function accountIn(scope: Construct, accounts: keyof typeof prebuiltAccounts): string {
  const table: Readonly<Record<string, string>> = prebuiltAccounts[accounts];
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region)) {
    return (
      table[region] ?? refuse(scope, 'image-prebuilt-region', `region must be one with images by AWS, got ${region}`)
    );
  }
  const id = `${accounts === 'frameworks' ? 'Framework' : 'Algorithm'}Accounts`;
  const found = scope.node.tryFindChild(id) as CfnMapping | undefined;
  const mapping = found ?? new CfnMapping(scope, id, { mapping: mappingOf(table) });
  return mapping.findInMap(region, 'account');
}

function mappingOf(table: Readonly<Record<string, string>>): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(table).map(([region, account]) => [region, { account }]));
}
