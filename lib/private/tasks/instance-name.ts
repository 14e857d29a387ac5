/** What the script must know. */
export interface InstanceNaming {
  /** What the number is added to. */
  readonly stem: string;
  /** The instances among which a name is taken once: those with this tag. */
  readonly tag: { readonly key: string; readonly value: string };
  /** How long a name that two took at once needs to be seen by both; the API of EC2 is consistent after some seconds. */
  readonly settleSeconds?: number;
}

/**
 * Whoever starts at the same moment and has no such name yet stands in line by its id, so that all get theirs in one round. It may
 * have another: a launch template of the CDK gives instances its own path as their name.
 */
const nextFree = [
  '$1 == id { next }',
  '$2 !~ ("^" stem "[0-9]+$") { ahead += ($1 < id); next }',
  '{ taken[$2] }',
  'END { for (n = 1; (stem n) in taken || ahead-- > 0; n++); print stem n }',
].join('; ');

/**
 * The lines of a shell script that gives an instance the lowest free name of its fleet, as its tag `Name`.
 *
 * Nobody hands names out: an instance takes the lowest that no other has, waits until everybody can see it, and looks
 * again; of two that took the same, the one with the lower id keeps it. It runs beside the start of the ECS agent, because
 * no picture should wait for a name.
 */
export function nameInstance({ stem, tag, settleSeconds = 10 }: InstanceNaming): string[] {
  const fleet = `Name=tag:${tag.key},Values=${tag.value}`;
  const alive = 'Name=instance-state-name,Values=pending,running,stopping,shutting-down';
  const query = 'Reservations[].Instances[].[InstanceId,Tags[?Key==`Name`]|[0].Value]';
  return [
    'take_name() {',
    '  local base=http://169.254.169.254/latest token id name',
    "  token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' $base/api/token) || return 1",
    '  read_fact() { curl -sf -H "X-aws-ec2-metadata-token: $token" "$base/meta-data/$1"; }',
    '  id=$(read_fact instance-id) && AWS_DEFAULT_REGION=$(read_fact placement/region) || return 1',
    '  export AWS_DEFAULT_REGION',
    '  command -v aws >/dev/null || dnf install -y -q awscli-2 || return 1',
    `  fleet() { aws ec2 describe-instances --output text --filters '${fleet}' '${alive}' --query '${query}'; }`,
    '  for try in $(seq 20); do',
    `    name=$(fleet | awk -v id="$id" -v stem=${stem} '${nextFree}')`,
    '    aws ec2 create-tags --resources "$id" --tags "Key=Name,Value=$name"',
    `    sleep ${settleSeconds}`,
    `    [ "$(fleet | awk -v name="$name" '$2 == name { print $1 }' | sort | head -n 1)" = "$id" ] && return 0`,
    '  done',
    '}',
    'take_name &',
  ];
}
