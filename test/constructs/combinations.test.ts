import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EcsFargateClassifier } from '../../lib';
import { refusals } from '../../lib/private/refusals';
import { choices } from '../every-choice';
import { unexplained } from '../unexplained-findings';

/** A longer run by hand: `COMBINATIONS=500 COMBINATIONS_SEED=7 npx jest test/constructs/combinations`. */
const { COMBINATIONS = '48', COMBINATIONS_SEED = '20261121' } = process.env;

/** The same draw every time, so that a combination that fails can be looked at again. */
function draws(count: number, seed: number): Record<string, string>[] {
  let state = seed;
  const next = (below: number): number => {
    state = (1_664_525 * state + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
  // The first value is the plain one: with all of them as likely as each other, nearly every draw would be refused.
  const draw = (values: object): string => {
    const names = Object.keys(values);
    return names[next(2) === 0 ? 0 : next(names.length)];
  };
  return Array.from({ length: count }, () =>
    Object.fromEntries(Object.entries(choices).map(([prop, values]) => [prop, draw(values)])),
  );
}

function shopWith(names: Record<string, string>): Stack {
  const shop = new Stack(new App(), 'Shop');
  const props = Object.entries(choices).map(([prop, values]) => [prop, values[names[prop]](shop)]);
  new EcsFargateClassifier(shop, 'Classifier', Object.fromEntries(props));
  return shop;
}

const drawn = draws(Number(COMBINATIONS), Number(COMBINATIONS_SEED));
const outcomes = { made: 0, refused: new Set<string>() };

test.each(drawn.map((names) => [Object.values(names).join(', '), names] as const))(
  '%s: it synthesizes without a finding that no example explains, or is refused by an id that docs/errors.md has',
  (_, names) => {
    let shop: Stack;
    try {
      shop = shopWith(names);
    } catch (error) {
      const { message, stack } = error as Error;
      const [, id] = /^Shop\/Classifier.*: .+ \[([a-z-]+)\]$/.exec(message) ?? [undefined, stack];
      expect(Object.keys(refusals)).toContain(id);
      outcomes.refused.add(String(id));
      return;
    }
    outcomes.made += 1;
    Template.fromStack(shop).resourceCountIs('AWS::ECS::Service', 1);
    expect(unexplained(shop)).toEqual([]);
  },
);

test('the draw makes as many as it refuses, for more than one reason', () => {
  expect(outcomes.made).toBeGreaterThan(drawn.length / 4);
  expect(outcomes.refused.size).toBeGreaterThan(3);
});
