// Uses a server that is just starting, as a client would: waits for /ping, sends every picture of a folder, and prints
// what it found as one line of JSON. A picture is named after the label it should get.
//
//   node .ci/use-server.mjs <url> <folder> <when the server was started, in seconds since 1970>
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [url, folder, started] = process.argv.slice(2);
const sinceStart = () => Math.round(Date.now() - Number(started) * 1000);

async function waitForPing() {
  for (;;) {
    const status = await fetch(`${url}/ping`).then(
      (response) => response.status,
      () => 'no answer',
    );
    if (status === 200) return sinceStart();
    if (sinceStart() > 60_000) throw new Error(`no 200 from ${url}/ping in 60 s, last: ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function classify(file) {
  const sent = performance.now();
  const response = await fetch(`${url}/invocations`, { method: 'POST', body: readFileSync(join(folder, file)) });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${file}: ${response.status} ${body}`);
  return { kind: basename(file, '.jpg'), label: JSON.parse(body).labels[0].label, took: performance.now() - sent };
}

const readyMs = await waitForPing();
const answers = [];
for (const file of readdirSync(folder)) answers.push(await classify(file));
const wrong = answers.filter(({ kind, label }) => kind !== label).map(({ kind, label }) => `${kind} as ${label}`);
const times = answers.map(({ took }) => took).sort((a, b) => a - b);
const medianMs = Math.round(times[times.length >> 1]);
console.log(JSON.stringify({ readyMs, medianMs, asked: answers.length, right: answers.length - wrong.length, wrong }));
