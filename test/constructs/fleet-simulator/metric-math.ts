/** One value per minute; undefined where there is none. */
export type Series = readonly (number | undefined)[];

/**
 * The part of CloudWatch's metric math that the fleet uses: arithmetic, comparisons, AND, OR, IF and FILL. An expression has
 * no value in a minute in which one of its parts has none; FILL fills every such minute, also one whose value is merely late.
 */
export function evaluate(expression: string, metrics: Readonly<Record<string, Series>>): Series {
  const tokens = expression.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?|[<>=!]=|[-+*/()<>,]/g) ?? [];
  const minutes = Math.max(...Object.values(metrics).map(({ length }) => length));
  let place = 0;
  const next = () => tokens[place++];
  const expect = (token: string) => {
    const found = next();
    if (found !== token) throw new Error(`expected ${token} in ${expression}, found ${found}`);
  };
  const levels = [['OR'], ['AND'], ['<', '>', '<=', '>=', '==', '!='], ['+', '-'], ['*', '/']];

  function level(depth: number): Series {
    if (depth === levels.length) return primary();
    let left = level(depth + 1);
    while (levels[depth].includes(tokens[place])) {
      const operator = next();
      const right = level(depth + 1);
      left = left.map((value, minute) => combine(operator, value, right[minute]));
    }
    return left;
  }

  function primary(): Series {
    const token = next();
    if (token === '(') {
      const inside = level(0);
      expect(')');
      return inside;
    }
    if (token === 'IF' || token === 'FILL') return call(token);
    if (/^\d/.test(token)) return Array<number>(minutes).fill(Number(token));
    if (!metrics[token]) throw new Error(`unknown ${token} in ${expression}`);
    return metrics[token];
  }

  function call(name: 'IF' | 'FILL'): Series {
    expect('(');
    const parameters = [level(0)];
    while (tokens[place] === ',') {
      next();
      parameters.push(level(0));
    }
    expect(')');
    const [first, second, third] = parameters;
    if (name === 'FILL') return first.map((value, minute) => value ?? second[minute]);
    return first.map((value, minute) => (value === undefined ? undefined : (value !== 0 ? second : third)[minute]));
  }

  const result = level(0);
  if (place < tokens.length) throw new Error(`${tokens[place]} is left over in ${expression}`);
  return result;
}

function combine(operator: string, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : left / right;
    case 'AND':
      return Number(left !== 0 && right !== 0);
    case 'OR':
      return Number(left !== 0 || right !== 0);
    case '<':
      return Number(left < right);
    case '>':
      return Number(left > right);
    case '<=':
      return Number(left <= right);
    case '>=':
      return Number(left >= right);
    case '==':
      return Number(left === right);
    default:
      return Number(left !== right);
  }
}
