import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { example, exampleNames, flagSets } from './every-example';

const variants = exampleNames.flatMap((name) => flagSets.map(([flags, context]) => [name, flags, context] as const));
const packs = [new AwsSolutionsChecks(), new NIST80053R5Checks()];

test.each(variants)(
  '%s under %s leaves no finding of AwsSolutions or NIST 800-53 r5 unanswered',
  (name, _, context) => {
    const stack = example(name, context);
    expect(packs.flatMap((pack) => pack.validateScope(stack).violations)).toEqual([]);
  },
);
