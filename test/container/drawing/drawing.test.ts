import sharp from '../../../container/node_modules/sharp';
import { drawGarment, garmentKinds } from '../../../container/src/drawing';

test('knows the ten classes of the demo model, in the order of its answers', () => {
  expect(garmentKinds).toEqual([...garmentKinds].sort());
  expect(garmentKinds).toHaveLength(10);
});

test.each(garmentKinds)('draws the same %s for the same seed and another for the next', (kind) => {
  const first = drawGarment({ kind, seed: 7 });

  const again = drawGarment({ kind, seed: 7 });
  const next = drawGarment({ kind, seed: 8 });

  expect(again).toBe(first);
  expect(next).not.toBe(first);
});

test('draws unlike garments for one seed', () => {
  const drawings = garmentKinds.map((kind) => drawGarment({ kind, seed: 3 }));

  expect(new Set(drawings).size).toBe(garmentKinds.length);
});

test.each(garmentKinds)('a drawn %s is an SVG that renders as a picture with contrast', async (kind) => {
  const svg = drawGarment({ kind, seed: 11 });

  const { info, data } = await sharp(Buffer.from(svg), { density: 14.4 })
    .flatten()
    .raw()
    .toBuffer({ resolveWithObject: true });

  expect([info.width, info.height].sort()).toEqual([120, 160]);
  expect(Math.max(...data) - Math.min(...data)).toBeGreaterThan(40);
});

test('two drawings can share a page: no name of one is known to the other', () => {
  const names = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, name]) => name!);

  const first = names(drawGarment({ kind: 'shirt', seed: 1 }));
  const second = names(drawGarment({ kind: 'shirt', seed: 2 }));

  expect(first.length).toBeGreaterThan(2);
  expect(first.filter((name) => second.includes(name))).toEqual([]);
});

test('refers only to what it defines', () => {
  for (const kind of garmentKinds) {
    for (let seed = 1; seed <= 20; seed += 1) {
      const svg = drawGarment({ kind, seed });

      const used = [...svg.matchAll(/url\(#([^)]+)\)/g)].map(([, name]) => name!);

      for (const name of used) expect(svg).toContain(` id="${name}"`);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  }
});
