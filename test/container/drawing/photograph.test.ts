import sharp from '../../../container/node_modules/sharp';
import { photographGarment } from '../../../container/src/drawing/photograph';

test('a photograph of a garment is a JPEG of the asked size', async () => {
  const photograph = await photographGarment({ kind: 'dress', seed: 4, longSide: 200 });

  const { format, width, height } = await sharp(photograph).metadata();

  expect(format).toBe('jpeg');
  expect(Math.max(width!, height!)).toBe(200);
});

test('the same seed gives the same photograph, byte for byte', async () => {
  const [first, second] = await Promise.all(
    [1, 2].map(() => photographGarment({ kind: 'hat', seed: 5, longSide: 160 })),
  );

  expect(first!.equals(second!)).toBe(true);
});
