// A small server that keeps the contract, except for the faults it is started with: `node stub-server.js serve fault,fault`.
const { createHash } = require('node:crypto');
const { createServer } = require('node:http');
const { networkInterfaces } = require('node:os');
const { writeFileSync } = require('node:fs');

const [word, listed = process.env.STUB_FAULTS ?? ''] = process.argv.slice(2);
const faults = new Set(listed.split(',').filter(Boolean));
const has = (fault) => faults.has(fault);
const models = new Map();
let pings = 0;
let busy = 0;
let lost = 0;

if (word !== 'serve' && !has('ignores-arguments')) {
  process.stderr.write('usage: serve\n');
  process.exit(has('ends-with-0') ? 0 : 64);
}
if (has('dies-at-start')) {
  process.stderr.write('CUDA driver not found\n');
  process.exit(3);
}
if (has('writes')) writeFileSync('/state', 'here');
if (has('needs-network') && Object.keys(networkInterfaces()).every((name) => name === 'lo')) {
  throw new Error('cannot download the model');
}

const json = (response, status, value) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));

function ping(response) {
  pings += 1;
  if (has('no-ping')) return json(response, 404, {});
  if (has('ping-503')) return json(response, 503, { status: 'loading' });
  if (has('ping-500')) return json(response, 500, {});
  if (has('ping-401')) return json(response, 401, {});
  if (has('ping-redirects')) return response.writeHead(301, { Location: '/ping/' }).end();
  if (has('ping-hangs')) return undefined;
  if (has('ping-flaps') && pings % 7 === 0) return json(response, 503, {});
  return json(response, 200, {});
}

const mostBytes = has('small-limit') ? 2 ** 20 : has('dies-of-large-bodies') ? Infinity : 25 * 2 ** 20;
async function bodyOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > 64 * 2 ** 20) process.exit(137);
    if (length > mostBytes && !has('small-limit')) return undefined;
    chunks.push(chunk);
  }
  // Read to its end: whoever still sends when the connection closes may never see the answer.
  return length > mostBytes ? undefined : Buffer.concat(chunks);
}

async function invoke(request, response) {
  if (has('no-invocations')) return json(response, 404, {});
  if (has('needs-length') && request.headers['content-length'] === undefined) return json(response, 411, {});
  if (has('strict-headers') && request.headers['x-amzn-sagemaker-inference-id']) return json(response, 400, {});
  if (has('one-at-a-time') && busy > 0) return json(response, 503, {});
  if (has('loses-workers') && lost > 10) return undefined;
  busy += 1;
  try {
    const body = await bodyOf(request);
    if (!body) return json(response.setHeader('Connection', 'close'), 413, {});
    if (has('invocations-500')) return json(response, 500, { error: 'KeyError: image' });
    const picture = body.subarray(1, 4).toString() === 'PNG';
    if (!picture && !has('accepts-anything')) return json(response, has('crashes-on-bad-bodies') ? 500 : 400, {});
    const start = Date.now();
    if (has('blocks')) while (Date.now() - start < 160);
    else await new Promise((resolve) => setTimeout(resolve, has('slow') ? 500 : 10));
    if (has('lies')) return response.writeHead(200, { 'Content-Type': 'application/json' }).end('red');
    if (has('text-only')) return response.writeHead(200, { 'Content-Type': 'text/plain' }).end('red');
    return json(response, 200, ['red']);
  } catch {
    lost += 1;
  } finally {
    busy -= 1;
  }
}

async function changeModels(request, response) {
  let asked;
  try {
    asked = JSON.parse((await bodyOf(request)).toString());
    if (!asked.url.startsWith('/stub/')) throw new Error(asked.url);
  } catch {
    return json(response, has('models-500-on-nonsense') ? 500 : 400, {});
  }
  if (models.has(asked.model_name)) return json(response, has('models-loads-twice') ? 200 : 409, {});
  if (models.size >= 5) return json(response, has('models-500-when-full') ? 500 : 507, {});
  models.set(asked.model_name, asked.url);
  return json(response, has('models-do-not-load') ? 500 : 200, {});
}

function answerModels(request, response, [name, verb]) {
  if (has('no-models')) return json(response, 404, {});
  if (name === undefined && request.method === 'POST') return changeModels(request, response);
  const described = ([modelName, modelUrl]) => ({ modelName, modelUrl: has('models-trims-url') ? '/stub' : modelUrl });
  if (name === undefined) return json(response, 200, { models: [...models].map(described) });
  if (!models.has(name))
    return json(response.setHeader('Connection', 'close'), has('models-are-all-known') ? 200 : 404, {});
  if (verb === 'invoke') return has('models-cannot-be-invoked') ? json(response, 500, {}) : invoke(request, response);
  if (request.method !== 'DELETE') return json(response, 200, described([name, models.get(name)]));
  if (!has('models-stay')) models.delete(name);
  return json(response, 200, {});
}

const parameters = {
  MaxConcurrentTransforms: has('greedy') ? 100 : 4,
  BatchStrategy: 'SINGLE_RECORD',
  MaxPayloadInMB: 25,
};
function serve(request, response) {
  if (has('closes')) response.setHeader('Connection', 'close');
  const [, first, ...rest] = request.url.split('/');
  if (first === 'ping') return ping(response);
  if (first === 'invocations') return invoke(request, response);
  if (first === 'models') return answerModels(request, response, rest);
  if (first === 'metrics') return response.end(has('metrics-in-html') ? '<html>' : '# TYPE up gauge\nup{a="b"} 1\n');
  if (first === 'execution-parameters' && !has('no-parameters')) return json(response, 200, parameters);
  return json(response, has('catches-all') ? 200 : 404, {});
}

// Where the test says that a port of the container is, as an engine would publish it.
const inner = (!has('fixed-port') && process.env.SAGEMAKER_BIND_TO_PORT) || '8080';
const server = createServer((request, response) => void serve(request, response));
const port = Number(process.env[`STUB_PORT_${inner}`] ?? inner);
server.listen({ port, backlog: has('short-queue') ? 1 : 511 }, () => console.log(`port ${server.address().port}`));
server.on('upgrade', (request, socket) => {
  if (has('no-stream')) return socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
  const key = has('wrong-handshake') ? '' : request.headers['sec-websocket-key'];
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`);
  socket.end(`Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
});
process.on('SIGTERM', () => {
  if (has('ignores-sigterm')) return;
  if (has('drops-work')) process.exit(0);
  server.close(() => process.exit(has('ends-with-1') ? 1 : 0));
});
