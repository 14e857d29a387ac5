// Runs a built Lambda function as its platform does: loaded once, then one event after the other, here one per line.
const { createInterface } = require('node:readline');

// Standard output has the answers; what the function says goes beside them.
console.log = console.info = console.warn = console.error;

const { handler } = require(process.argv[2]);

async function answer({ id, event, seconds = 900 }) {
  const end = Date.now() + seconds * 1000;
  const context = { logGroupName: '/aws/lambda/tested', getRemainingTimeInMillis: () => end - Date.now() };
  const outcome = await handler(event, context).then(
    (value) => ({ value, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }),
    (error) => ({ error: error.message }),
  );
  process.stdout.write(`${JSON.stringify({ id, ...outcome })}\n`);
}

createInterface({ input: process.stdin }).on('line', (line) => void answer(JSON.parse(line)));
