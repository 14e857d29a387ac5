// What one writes in an afternoon: the runtime on the HTTP thread, every library at its defaults, no queue, no batches.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InferenceSession, Tensor } from '../../container/node_modules/onnxruntime-node';
import sharp from '../../container/node_modules/sharp';
import { describeModel } from '../../container/src/models/description';

async function main(): Promise<void> {
  const { file, manifest, input, output } = await describeModel(process.argv[2]);
  const { resize, crop, type, layout, mean, std, scale } = manifest.preprocess;
  const { width, height } = crop ?? (resize.mode === 'squash' ? resize : { width: 224, height: 224 });
  const session = await InferenceSession.create(file);

  function toTensor(rgb: Buffer): Tensor {
    if (type === 'uint8' && layout === 'nhwc') return new Tensor('uint8', rgb, [1, height, width, 3]);
    const pixels = width * height;
    const values: number[] = [];
    for (let channel = 0; channel < 3; channel++) {
      for (let at = 0; at < pixels; at++) values.push((rgb[at * 3 + channel] * scale - mean[channel]) / std[channel]);
    }
    return new Tensor('float32', Float32Array.from(values), [1, 3, height, width]);
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const picture = sharp(Buffer.concat(chunks))
      .resize(width, height, { fit: crop ? 'cover' : 'fill' })
      .removeAlpha();
    const results = await session.run({ [input.name]: toTensor(await picture.raw().toBuffer()) });
    const scores = Array.from(results[output.name].data as Float32Array);
    const labels = manifest.labels.map((label, index) => ({ label, score: scores[index] }));
    labels.sort((one, other) => other.score - one.score);
    const body = JSON.stringify({ labels: labels.slice(0, 5) });
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit(0));
}

void main();
