/** A stretch of an outline: where it ends, and the control points when it is curved. */
export type Stretch = [x: number, y: number] | [cx: number, cy: number, x: number, y: number] | Cubic;
type Cubic = [c1x: number, c1y: number, c2x: number, c2y: number, x: number, y: number];

const number = (value: number) => String(Math.round(value * 10) / 10);
const end = (stretch: Stretch) => stretch.slice(-2) as [number, number];

function command(stretch: Stretch): string {
  const letter = { 2: 'L', 4: 'Q', 6: 'C' }[stretch.length];
  return letter + stretch.map(number).join(' ');
}

/** An open line. */
export function line([x, y]: [number, number], ...stretches: Stretch[]): string {
  return `M${number(x)} ${number(y)}${stretches.map(command).join('')}`;
}

/** A closed shape. */
export function shape(start: [number, number], ...stretches: Stretch[]): string {
  return `${line(start, ...stretches)}Z`;
}

/** A closed shape given by its right half, walked from the top middle to the bottom middle. */
export function symmetric(start: [number, number], ...right: Stretch[]): string {
  const corners = [start, ...right.map(end)];
  const left = right.map((stretch, index) => {
    const controls: number[] = [];
    for (let at = stretch.length - 4; at >= 0; at -= 2) controls.push(-stretch[at]!, stretch[at + 1]!);
    const [x, y] = corners[index]!;
    return [...controls, -x, y] as Stretch;
  });
  return shape(start, ...right, ...left.reverse());
}

export function mirrored(stretches: Stretch[]): Stretch[] {
  return stretches.map((stretch) => stretch.map((value, at) => (at % 2 === 0 ? -value : value)) as Stretch);
}

export function ellipse(x: number, y: number, rx: number, ry: number): string {
  const [left, right] = [number(x - rx), number(x + rx)];
  const arc = `A${number(rx)} ${number(ry)} 0 0 1`;
  return `M${left} ${number(y)}${arc} ${right} ${number(y)}${arc} ${left} ${number(y)}Z`;
}
