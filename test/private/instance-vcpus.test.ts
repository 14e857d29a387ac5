import { vcpusOf } from '../../lib/private/tasks/instance-vcpus';

test.each([
  ['c7g', 'medium', 1],
  ['c7g', 'large', 2],
  ['g6', 'xlarge', 4],
  ['m7i', '48xlarge', 192],
  ['t3', 'micro', 2],
  ['t4g', 'medium', 2],
  ['t2', 'micro', 1],
  ['t2', 'medium', 2],
  ['t3a', '2xlarge', 8],
  ['c4', '8xlarge', 36],
])('%s.%s has the vCPUs that AWS names', (family, size, vcpus) => {
  expect(vcpusOf(family, size)).toBe(vcpus);
});

test.each(['metal', 'metal-24xl', ''])('the size "%s" says nothing of vCPUs, so none are guessed', (size) => {
  expect(vcpusOf('m7i', size)).toBeUndefined();
});
