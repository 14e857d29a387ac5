import { Tokens } from './expression-tokens';
import { aggregate, choose, combine, fill, listOf, type Value } from './series';

/** Gives the value of a line of the same query by its id. */
export type Lookup = (id: string) => Value;
export type Expression = (lookup: Lookup) => Value;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const binary: readonly Readonly<Record<string, (left: number, right: number) => number>>[] = [
  { '||': (left, right) => Number(left !== 0 || right !== 0) },
  { '&&': (left, right) => Number(left !== 0 && right !== 0) },
  { '==': (left, right) => Number(left === right), '!=': (left, right) => Number(left !== right) },
  {
    '<': (left, right) => Number(left < right),
    '<=': (left, right) => Number(left <= right),
    '>': (left, right) => Number(left > right),
    '>=': (left, right) => Number(left >= right),
  },
  { '+': (left, right) => left + right, '-': (left, right) => left - right },
  // A division by nothing is no data, as in CloudWatch.
  { '*': (left, right) => left * right, '/': (left, right) => left / right },
  { '^': (left, right) => left ** right },
];
const aggregates: Readonly<Record<string, (values: readonly number[]) => number>> = {
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
  SUM: sum,
  AVG: (values) => sum(values) / values.length,
};
const rounding: Readonly<Record<string, (value: number) => number>> = {
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  ABS: Math.abs,
};

/**
 * Reads an expression of CloudWatch's metric math: numbers, ids, arithmetic, comparisons, FILL, IF, MAX, MIN, SUM, AVG,
 * CEIL, FLOOR and ABS.
 *
 * @throws Error that names what is not understood
 */
export function parseExpression(text: string): Expression {
  const tokens = new Tokens(text);
  const expression = operation(tokens, 0);
  tokens.end();
  return (lookup) => finite(expression(lookup));
}

function operation(tokens: Tokens, level: number): Expression {
  const operators = binary[level];
  if (!operators) return term(tokens);
  let left = operation(tokens, level + 1);
  for (;;) {
    const symbol = tokens.takeOneOf(Object.keys(operators));
    if (symbol === undefined) return left;
    const before = left;
    const right = operation(tokens, level + 1);
    left = (lookup) => combine(operators[symbol], before(lookup), right(lookup));
  }
}

function term(tokens: Tokens): Expression {
  if (tokens.takeOneOf(['-'])) {
    const value = term(tokens);
    return (lookup) => combine((number) => -number, value(lookup));
  }
  if (tokens.takeOneOf(['('])) {
    const inner = operation(tokens, 0);
    tokens.expect(')');
    return inner;
  }
  if (tokens.takeOneOf(['['])) {
    const items = list(tokens, ']');
    return (lookup) => listOf(items.map((item) => item(lookup)));
  }
  const number = tokens.takeNumber();
  if (number !== undefined) return () => number;
  const name = tokens.takeName();
  return tokens.takeOneOf(['(']) ? call(name.toUpperCase(), tokens) : (lookup) => lookup(name);
}

function call(name: string, tokens: Tokens): Expression {
  if (name === 'FILL') return filling(tokens);
  const items = list(tokens, ')');
  const [first, second, third] = items;
  if (name === 'IF' && items.length === 3) {
    return (lookup) => choose(first(lookup), second(lookup), third(lookup));
  }
  if (name in rounding && items.length === 1) return (lookup) => combine(rounding[name], first(lookup));
  if (name in aggregates && items.length > 0) {
    if (items.length === 1) return (lookup) => aggregate(aggregates[name], first(lookup));
    return (lookup) => aggregate(aggregates[name], listOf(items.map((item) => item(lookup))));
  }
  throw new Error(`the function ${name} with ${items.length} arguments is not understood`);
}

function filling(tokens: Tokens): Expression {
  const value = operation(tokens, 0);
  tokens.expect(',');
  if (tokens.takeOneOf(['REPEAT'])) {
    tokens.expect(')');
    return (lookup) => fill(value(lookup), 'REPEAT');
  }
  const filler = operation(tokens, 0);
  tokens.expect(')');
  return (lookup) => fill(value(lookup), filler(lookup));
}

function list(tokens: Tokens, end: string): Expression[] {
  const items: Expression[] = [];
  do items.push(operation(tokens, 0));
  while (tokens.takeOneOf([',']));
  tokens.expect(end);
  return items;
}

function finite(value: Value): Value {
  if (typeof value === 'number') return Number.isFinite(value) ? value : [undefined];
  return value.map((item) => (typeof item === 'number' && !Number.isFinite(item) ? undefined : item)) as Value;
}
