// What the runtime, the picture libraries and Node itself go by.
const passedOn = /^(PATH|HOME|TMPDIR|LANG|TZ|(LC|LD|MALLOC|NODE|UV|VIPS|OMP|FONTCONFIG|CUDA|CUDNN|NVIDIA)_\w+)$/;

/** ONNX Runtime 1.30 writes down which models it opens, and sends that to its makers, unless it is told not to. */
const silent = { ORT_DISABLE_TELEMETRY: '1' };

/** The environment of a process that decodes strangers' pictures: no credentials, no keys, no settings of ours. */
export function childEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(own).filter(([name]) => passedOn.test(name))), ...silent };
}
