#!/usr/bin/env node
// The command line: finds the built server beside this file and hands it the arguments.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const container = join(__dirname, '..', 'container');

function stop(what, remedy) {
  process.stderr.write(`${what}\n  Remedy: ${remedy}\n`);
  process.exit(70);
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  stop(`image-classifier needs Node.js 20 or newer; this is ${process.version}.`, 'install a newer Node.js.');
}
if (!existsSync(join(container, 'dist', 'main.js'))) {
  stop('The server is not built.', 'run `npm ci` in the repository.');
}
if (!existsSync(join(container, 'node_modules', 'onnxruntime-node'))) {
  stop(
    'ONNX Runtime is not installed beside the server.',
    `run \`npm ci --omit=dev --ignore-scripts --prefix ${container}\`.`,
  );
}
if (process.argv[2] === 'local') {
  const local = join(__dirname, '..', 'local', 'dist', 'main.js');
  if (!existsSync(local)) {
    stop('The local engine is not here: the package has none.', 'run `npm ci` in the repository, and start it there.');
  }
  require(local);
} else {
  require(join(container, 'dist', 'main.js'));
}
