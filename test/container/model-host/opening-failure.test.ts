import { asFailure, isFault } from '../../../container/src/model-host/opening-failure';
import { StartFailure, type StartFailureId } from '../../../lib/contracts/start-failures';

test.each<[what: string, id: StartFailureId, detail: string, failure: string]>([
  ['the runtime got no memory', 'model-unreadable', '/m/model.onnx: std::bad_alloc', 'model-memory-exhausted'],
  [
    'the kernel killed for memory',
    'inference-unavailable',
    'SlotDied: died by a crash: SIGKILL',
    'model-memory-exhausted',
  ],
  ['it took too long', 'inference-unavailable', 'SlotDied: died by a hang: SIGKILL', 'model-unavailable'],
  ['the file is damaged', 'model-unreadable', '/m/model.onnx is damaged', 'model-unavailable'],
  ['the file is not there', 'model-missing', '/m: no such file.', 'model-path-missing'],
])('where %s a platform is told so', (_, id, detail, failure) => {
  expect(asFailure(new StartFailure(id, detail)).id).toBe(failure);
});

test('only what is wrong with its files is held against a model', () => {
  expect(isFault(new StartFailure('model-unreadable', 'damaged'))).toBe(true);
  expect(isFault(new StartFailure('inference-unavailable', 'killed'))).toBe(false);
  expect(isFault(new Error('ECONNRESET'))).toBe(false);
});
