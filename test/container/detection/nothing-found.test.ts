import { toCsv } from '../../../container/page/results-file';
import { labelTable } from '../../../container/src/commands/label-table';
import type { Classified } from '../../../lib/contracts/result';

const empty: Classified = {
  status: 'classified',
  id: 'night.jpg',
  attempts: 1,
  labels: [],
  boxes: [],
  picture: { format: 'jpeg', width: 10, height: 10, bytes: 99 },
  timings: { queueMs: 1, decodeMs: 2, preprocessMs: 3, inferMs: 6, totalMs: 12.5 },
};

test('the command line says that nothing was found', () => {
  expect(labelTable([empty])).toBe('night.jpg  nothing  \n');
});

test('a spreadsheet of the page says that nothing was found', () => {
  const progress = { stage: 'classified', result: empty, roundTripMs: 20 } as const;
  const table = toCsv([{ name: 'night.jpg', file: new File([], 'night.jpg'), progress }]);
  expect(table.split('\r\n')[1]).toBe('night.jpg,classified,nothing,,,,12.5,20');
});
