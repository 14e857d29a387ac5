// What a picture costs before the model sees it: `node bench/preprocess.mjs [rounds]`.
// Variants take turns, and the figure is the ratio of the medians of the processor time, so a busy machine hurts both alike.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const container = join(root, 'container');
const fromContainer = createRequire(join(container, 'package.json'));
const rounds = Number(process.argv[2] ?? 15);

const sources = `
  export { createDecoder } from './src/image/decoder';
  export { createResampler } from './src/resample';
  export { preprocess } from './src/preprocess';
`;

/** Bundles the sources as the image does, so that what is measured is what ships. */
async function load() {
  const folder = mkdtempSync(join(container, 'dist-bench-'));
  try {
    await fromContainer('esbuild').build({
      stdin: { contents: sources, resolveDir: container },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: join(folder, 'bench.cjs'),
      external: ['sharp', 'koffi'],
    });
    return fromContainer(join(folder, 'bench.cjs'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A picture with the detail of a photograph: smooth shapes under noise. */
async function photograph(width, height, options = {}) {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0, noise = 1; y < height; y++) {
    for (let x = 0; x < width; x++) {
      noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
      const shape = 128 + 90 * Math.sin((x * 9) / width) * Math.cos((y * 7) / height);
      for (let channel = 0; channel < 3; channel++) data[at++] = shape + channel * 20 + (noise >>> 27) - 16;
    }
  }
  const sharp = fromContainer('sharp');
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  return image
    .withMetadata({ orientation: options.orientation })
    .jpeg({ quality: 85, ...options.jpeg })
    .toBuffer();
}

/** Median processor milliseconds of each variant, the variants taking turns. */
async function measure(variants) {
  const times = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = -2; round < rounds; round++) {
    for (const [name, run] of Object.entries(variants)) {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) times[name].push((user + system) / 1000);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, all.sort((a, b) => a - b)[rounds >> 1]]));
}

const { createDecoder, createResampler, preprocess } = await load();
const options = { exif: 'apply', icc: 'ignore', alpha: 'drop', maxPixels: 5e7 };
const spec = {
  resize: { mode: 'short-side', size: 256 },
  crop: { width: 224, height: 224 },
  ...{ exif: 'apply', icc: 'ignore', alpha: 'drop', layout: 'nchw', type: 'float32', color: 'rgb' },
  ...{ scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};
const turbo = createDecoder();
const sharpOnly = createDecoder({ turbojpeg: false });
const wasm = createResampler({ wasm: readFileSync(join(container, 'dist', 'resample.wasm')) });
const js = createResampler({ wasm: false });
console.log(`JPEG by ${turbo.jpegEngine}, resampling by ${wasm.engine}; processor milliseconds, median of ${rounds}\n`);

const pictures = {
  '640x480': await photograph(640, 480),
  '1024x768': await photograph(1024, 768),
  '1024x768 progressive': await photograph(1024, 768, { jpeg: { progressive: true } }),
  '4000x3000': await photograph(4000, 3000),
  '4000x3000 turned': await photograph(4000, 3000, { orientation: 6 }),
};
for (const [name, bytes] of Object.entries(pictures)) {
  const decode = await measure({
    turbo: async () => turbo.recycle(await turbo.decode(bytes, options)),
    sharp: () => sharpOnly.decode(bytes, options),
  });
  const pixels = await turbo.decode(bytes, options);
  const resample = await measure({
    wasm: () => preprocess(pixels, { ...spec, kernel: 'bilinear' }, wasm),
    js: () => preprocess(pixels, { ...spec, kernel: 'bilinear' }, js),
    wasmCubic: () => preprocess(pixels, { ...spec, kernel: 'bicubic' }, wasm),
    jsCubic: () => preprocess(pixels, { ...spec, kernel: 'bicubic' }, js),
  });
  const ratio = (slow, fast) => `${slow.toFixed(2)} / ${fast.toFixed(2)} = ${(slow / fast).toFixed(1)}x`;
  console.log(`${name} (${Math.round(bytes.length / 1000)} kB)`);
  console.log(`  decode     sharp / libturbojpeg   ${ratio(decode.sharp, decode.turbo)}`);
  console.log(`  bilinear   js / wasm              ${ratio(resample.js, resample.wasm)}`);
  console.log(`  bicubic    js / wasm              ${ratio(resample.jsCubic, resample.wasmCubic)}`);
  console.log(
    `  both       sharp+js / ours        ${ratio(decode.sharp + resample.js, decode.turbo + resample.wasm)}\n`,
  );
}
