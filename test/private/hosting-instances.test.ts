import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { hostingInstanceTypes, machineOf } from '../../lib/private/sagemaker/hosting-instances';

const shop = () => new Stack(new App(), 'Shop');
const facts = (type: string) => {
  const { cpuArchitecture, ...machine } = machineOf(shop(), type);
  return { ...machine, cpuArchitecture: cpuArchitecture._cpuArchitecture };
};

test('every instance type that the API of SageMaker names for endpoints is known, and no other', () => {
  const named = readFileSync(join(__dirname, 'hosting-instance-types.txt'), 'utf8').trim().split('\n');
  expect([...hostingInstanceTypes].sort()).toEqual(named.sort());
});

test.each([
  ['ml.c7g.xlarge', { family: 'c7g', cpuArchitecture: 'ARM64', gpus: 0, vcpus: 4, memoryMiB: 8192, nvme: false }],
  ['ml.c8g.medium', { family: 'c8g', cpuArchitecture: 'ARM64', gpus: 0, vcpus: 1, memoryMiB: 2048, nvme: false }],
  ['ml.c4.8xlarge', { family: 'c4', cpuArchitecture: 'X86_64', gpus: 0, vcpus: 36, memoryMiB: 61_440, nvme: false }],
  ['ml.c4.large', { family: 'c4', cpuArchitecture: 'X86_64', gpus: 0, vcpus: 2, memoryMiB: 3840, nvme: false }],
  ['ml.m5d.24xlarge', { family: 'm5d', cpuArchitecture: 'X86_64', gpus: 0, vcpus: 96, memoryMiB: 393_216, nvme: true }],
  ['ml.t2.medium', { family: 't2', cpuArchitecture: 'X86_64', gpus: 0, vcpus: 2, memoryMiB: 4096, burstable: true }],
  ['ml.t2.large', { family: 't2', cpuArchitecture: 'X86_64', gpus: 0, vcpus: 2, memoryMiB: 8192, burstable: true }],
  ['ml.g4dn.xlarge', { family: 'g4dn', cpuArchitecture: 'X86_64', gpus: 1, vcpus: 4, memoryMiB: 16_384, nvme: true }],
  ['ml.g4dn.16xlarge', { family: 'g4dn', gpus: 1, vcpus: 64, memoryMiB: 262_144 }],
  ['ml.g6.12xlarge', { family: 'g6', gpus: 4, vcpus: 48, memoryMiB: 196_608 }],
  ['ml.g7e.12xlarge', { family: 'g7e', gpus: 2, vcpus: 48, memoryMiB: 524_288 }],
  ['ml.inf2.8xlarge', { family: 'inf2', gpus: 0, vcpus: 32, memoryMiB: 131_072, nvme: false }],
  ['ml.p2.16xlarge', { family: 'p2', gpus: 16, vcpus: 64, memoryMiB: 749_568, nvme: false }],
  ['ml.p5.4xlarge', { family: 'p5', gpus: 1, vcpus: 16, memoryMiB: 262_144, nvme: true }],
  ['ml.p6-b200.48xlarge', { family: 'p6-b200', gpus: 8, vcpus: 192, memoryMiB: 2_097_152 }],
  ['ml.p6e-gb200.36xlarge', { family: 'p6e-gb200', cpuArchitecture: 'ARM64', gpus: 4, vcpus: 144 }],
])('%s is what Amazon EC2 says of it', (type, expected) => {
  expect(facts(type)).toMatchObject(expected);
});

test('no instance is without memory, vCPUs or a processor', () => {
  for (const type of hostingInstanceTypes) {
    const { vcpus, memoryMiB, gpus } = facts(type);
    expect([type, Number.isInteger(vcpus) && vcpus !== undefined && vcpus > 0]).toEqual([type, true]);
    expect([type, Number.isInteger(memoryMiB) && memoryMiB !== undefined && memoryMiB >= 2048]).toEqual([type, true]);
    expect([type, gpus > 0]).toEqual([type, /^ml\.[gp]\d/.test(type)]);
  }
});

test.each([
  ['ml.c7g.xlrage', 'ml.c7g.xlarge'],
  ['c7g.xlarge', 'ml.c7g.xlarge'],
  ['ml.t3.medium', 'ml.t2.medium'],
  ['ml.m7g.large', 'ml.m6g.large'],
])('%s is refused with the names that were probably meant', (type, nearest) => {
  const refusal =
    /Shop: instanceType must be one that SageMaker hosts on, such as (.+), got (.+) \[sagemaker-instance-type\]/;
  let message = '';
  try {
    machineOf(shop(), type);
  } catch (error) {
    message = (error as Error).message;
  }
  const [, names, got] = refusal.exec(message) ?? [];
  expect(got).toBe(type);
  expect(names).toContain(nearest);
});

test('a type that only deployment will know passes as one of x86-64 without GPUs', () => {
  const stack = shop();
  const { valueAsString } = new CfnParameter(stack, 'Type');
  expect(machineOf(stack, valueAsString)).toMatchObject({ gpus: 0, nvme: false, burstable: false });
  expect(machineOf(stack, valueAsString).cpuArchitecture._cpuArchitecture).toBe('X86_64');
});
