import { AwsSolutionsChecks } from 'cdk-nag';
import { example, exampleNames, flagSets } from './every-example';

const variants = exampleNames.flatMap((name) => flagSets.map(([flags, context]) => [name, flags, context] as const));

test.each(variants)('%s under %s leaves no finding unanswered', (name, _, context) => {
  expect(new AwsSolutionsChecks().validateScope(example(name, context)).violations).toEqual([]);
});
