const { TestEnvironment } = require('jest-environment-node');

/** Jest gives every test file typed arrays of its own; ONNX Runtime creates its outputs with the ones of Node.js. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { Float32Array, Uint8Array });
  }
};
