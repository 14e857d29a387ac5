import { plainPicture } from '../pictures';
import { startTinyServer } from '../server-process';

test('a model that takes pictures at their own size gets them so, also when different sizes arrive together', async () => {
  const server = await startTinyServer({ size: 'dynamic', rounds: 30 }, { IMAGE_CLASSIFIER_PROCESSES: '1' });
  const sizes = [16, 40, 16, 64, 40, 7];
  const answers = sizes.map(async (size, index) => {
    const picture = await plainPicture(index % 2 === 0 ? '#00ff00' : '#0000ff', 'png', size);
    const response = await fetch(`${server.url}/classify`, { method: 'POST', body: new Uint8Array(picture) });
    const { labels, picture: seen } = await response.json();
    return [labels[0].label, seen.width];
  });
  expect(await Promise.all(answers)).toEqual([
    ['green', 16],
    ['blue', 40],
    ['green', 16],
    ['blue', 64],
    ['green', 40],
    ['blue', 7],
  ]);
  expect(await server.stop()).toBe(0);
});

test('a size on which such a model fails is the picture that does not fit, not the server that is broken', async () => {
  const server = await startTinyServer({ size: 'dynamic', whenDark: 'fail' });
  const body = new Uint8Array(await plainPicture('#000000', 'png'));
  const response = await fetch(`${server.url}/classify`, { method: 'POST', body });
  expect([response.status, (await response.json()).failure.id]).toEqual([422, 'image-unfit']);
  expect(await server.stop()).toBe(0);
});
