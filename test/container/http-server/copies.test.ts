import { plainPicture } from '../pictures';
import { npy } from '../protocols/sagemaker/npy';
import { type ServerProcess, startTinyServer } from '../server-process';

let server: ServerProcess;
let picture: Buffer;

beforeAll(async () => {
  picture = await plainPicture('#00ff00');
  server = await startTinyServer({}, { IMAGE_CLASSIFIER_MAX_WAITING_BYTES: '100000' });
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

const padded = (bytes: number) => new Uint8Array(Buffer.concat([picture, Buffer.alloc(bytes - picture.length)]));

async function classify(body: RequestInit['body'], { path = '/classify', type = '' } = {}) {
  const headers: Record<string, string> = type === '' ? {} : { 'Content-Type': type };
  const response = await fetch(server.url + path, { method: 'POST', body, headers });
  const answer = await response.json();
  return answer.labels?.[0].label ?? answer.failure.id;
}

function form(...sizes: number[]): FormData {
  const data = new FormData();
  for (const [place, bytes] of sizes.entries()) data.append(`file${place}`, new Blob([padded(bytes)]), 'a.png');
  return data;
}

const array = (side: number) => new Uint8Array(npy('|u1', [side, side, 3], Buffer.alloc(side * side * 3, 99)));

test('the copy of a file in a form counts like the body it came in', async () => {
  expect(await classify(padded(40_000))).toBe('green');
  expect(await classify(form(40_000))).toBe('server-overloaded');
  expect(await classify(form(20_000))).toBe('green');
});

test('the picture that is made of an array counts too', async () => {
  const type = 'application/x-npy';
  expect(await classify(array(120), { path: '/invocations', type })).toBe('server-overloaded');
  expect(await classify(array(70), { path: '/invocations', type })).toBe('red');
});

test('all of it is given back, whatever became of the request', async () => {
  const broken = { type: 'multipart/form-data; boundary=none' };
  for (let turn = 0; turn < 10; turn++) {
    expect(await classify(form(20_000))).toBe('green');
    expect(await classify(form(9000, 9000))).toBe('request-malformed');
    expect(await classify(padded(20_000), broken)).toBe('request-malformed');
    expect(await classify(form(40_000))).toBe('server-overloaded');
  }
  expect(await classify(padded(65_000))).toBe('green');
});
