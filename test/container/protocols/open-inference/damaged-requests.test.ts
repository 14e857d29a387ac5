import { readInferenceRequest } from '../../../../container/src/protocols/open-inference/http/request-body';
import { Failure } from '../../../../lib/contracts/failures';

const honest = Buffer.from(
  JSON.stringify({
    id: 'x',
    parameters: { binary_data_output: true, timeout: 5 },
    inputs: [
      {
        name: 'a',
        shape: [2, 2],
        datatype: 'FP32',
        data: [
          [1.5, -2e3],
          [0, 4],
        ],
      },
      { name: 'b', shape: [2], datatype: 'BYTES', data: ['é\\"', 'plain'] },
      { name: 'c', shape: [1, 2], datatype: 'INT64', parameters: { binary_data_size: 16 } },
    ],
    outputs: [{ name: 'y', parameters: { classification: 2 } }],
  }),
);
const binary = Buffer.alloc(16, 1);
/** What breaks JSON and numbers, more often than chance would. */
const nasty = Buffer.from('{}[]",:\\-+.eE09 \n\u0000tfn');

test('whatever bytes come, it reads a request or refuses', async () => {
  let seed = 11;
  const random = (limit: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return (seed >> 8) % limit;
  };
  const outcomes = new Set<string>();
  for (let round = 0; round < 20_000; round += 1) {
    const json = Buffer.from(honest);
    for (let change = random(4); change >= 0; change -= 1) {
      json[random(json.length)] = random(2) === 0 ? nasty[random(nasty.length)] : random(256);
    }
    const body = Buffer.concat([json.subarray(0, random(8) === 0 ? random(json.length) : json.length), binary]);
    const admission = { admit: () => {}, take: (bytes: number) => expect(bytes).toBeLessThan(10_000) };
    try {
      await readInferenceRequest({
        body,
        jsonLength: random(8) === 0 ? random(body.length) : body.length - 16,
        admission,
      });
      outcomes.add('read');
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      outcomes.add('refused');
    }
  }
  expect([...outcomes].sort()).toEqual(['read', 'refused']);
});
