import { toCsv, toJson } from '../../../container/page/results-file';
import type { Entry, Progress } from '../../../container/page/store';

test('a table holds one row per picture, whatever became of it', () => {
  const table = toCsv([entry('hat.jpg', classified), entry('b.png', failed), entry('c.png', { stage: 'cancelled' })]);

  expect(table.split('\r\n')).toEqual([
    'file,status,label,score,failure,message,server_ms,round_trip_ms',
    'hat.jpg,classified,hat,0.9123,,,12.5,20',
    'b.png,failed,,,image-unreadable,"It is damaged, sadly.",,5',
    'c.png,cancelled,,,,,,',
    '',
  ]);
});

test('a file name cannot become a formula in the spreadsheet', () => {
  const table = toCsv([entry('=HYPERLINK("http://example.com")', { stage: 'cancelled' })]);

  expect(table).toContain(`"'=HYPERLINK(""http://example.com"")",cancelled`);
});

test('the JSON form keeps what the server answered', () => {
  const [record] = JSON.parse(toJson([entry('hat.jpg', classified)]));

  expect(record).toMatchObject({ file: 'hat.jpg', status: 'classified', labels: [{ label: 'hat' }], roundTripMs: 20 });
});

const classified: Progress = {
  stage: 'classified',
  roundTripMs: 20,
  result: {
    status: 'classified',
    id: 'r1',
    model: undefined,
    worker: undefined,
    attempts: 1,
    labels: [{ label: 'hat', score: 0.91234, index: 1 }],
    picture: { format: 'jpeg', width: 10, height: 10, bytes: 99 },
    timings: { queueMs: 1, decodeMs: 2, preprocessMs: 3, inferMs: 6, totalMs: 12.5 },
  },
};

const failed: Progress = {
  stage: 'failed',
  roundTripMs: 5,
  failure: { id: 'image-unreadable', message: 'It is damaged, sadly.', advice: 'Save it again.', retry: 'no' },
};

function entry(name: string, progress: Progress): Entry {
  return { name, progress, file: new File([], name) };
}
