import { detectionOutputs } from '../../../container/src/detection/format';
import type { DetectionFormat } from '../../../lib/contracts/manifest';

type Sides = (number | string)[];
const named = (...shapes: Sides[]) => shapes.map((shape, place) => ({ name: `output${place}`, shape }));
const formatOf = (labels: number, format: DetectionFormat, ...shapes: Sides[]) => {
  const found = detectionOutputs(named(...shapes), labels, format);
  return found && [found.format, ...found.outputs.map(({ name }) => name)].join(' ');
};

test.each<[string, string, number, Sides[]]>([
  ['YOLOv8', 'bcn output0', 80, [[1, 84, 8400]]],
  ['YOLO11 of any size', 'bcn output0', 80, [['batch', 84, 'anchors']]],
  ['YOLOv8 of two labels', 'bcn output0', 2, [[1, 6, 8400]]],
  ['YOLOv8, turned', 'bnc output0', 80, [[1, 8400, 84]]],
  ['YOLOv10', 'end2end output0', 80, [[1, 300, 6]]],
  ['an export with nms=True of one label', 'end2end output0', 1, [['batch', 300, 6]]],
  ['YOLOv5', 'yolov5 output0', 80, [[1, 25200, 85]]],
  ['YOLOv5 of one label', 'yolov5 output0', 1, [[1, 25200, 6]]],
  [
    'YOLOv5 of old, with its three inner outputs',
    'yolov5 output0',
    80,
    [
      [1, 25200, 85],
      [1, 3, 80, 80, 85],
      [1, 3, 40, 40, 85],
      [1, 3, 20, 20, 85],
    ],
  ],
  ['RT-DETR', 'rtdetr output0', 80, [[1, 300, 84]]],
  [
    'RT-DETR by Hugging Face',
    'detr output0 output1',
    80,
    [
      ['batch', 300, 80],
      ['batch', 300, 4],
    ],
  ],
  [
    'DETR, boxes first',
    'detr output1 output0',
    91,
    [
      [1, 100, 4],
      [1, 100, 92],
    ],
  ],
  [
    'four labels',
    'detr output0 output1',
    4,
    [
      [1, 100, 4],
      [1, 100, 4],
    ],
  ],
  ['sides that only a run tells', 'auto output0', 80, [['b', 'm', 'n']]],
])('takes %s for what it is', (_, expected, labels, shapes) => {
  expect(formatOf(labels, 'auto', ...shapes)).toBe(expected);
});

test('takes the word of the description where numbers of other kinds follow the scores', () => {
  expect(formatOf(80, 'bcn', [1, 116, 8400], [1, 32, 160, 160])).toBe('bcn output0');
  expect(formatOf(80, 'end2end', [1, 300, 38], [1, 32, 160, 160])).toBe('end2end output0');
  expect(formatOf(80, 'auto', [1, 116, 8400])).toBeUndefined();
});

test.each<[DetectionFormat, number, Sides[]]>([
  ['auto', 80, [[1, 1000]]],
  ['auto', 80, [[1, 85, 8400]]],
  // YOLO-NAS: corners in pixels under the same shapes as DETR's shares, told apart by their number.
  [
    'auto',
    80,
    [
      [1, 8400, 4],
      [1, 8400, 80],
    ],
  ],
  ['bcn', 80, [[1, 83, 8400]]],
  ['yolov5', 80, [[1, 25200, 84]]],
  ['end2end', 80, [[1, 300, 5]]],
  ['detr', 80, [[1, 300, 84]]],
])('knows no %s for %i labels in %j', (format, labels, shapes) => {
  expect(formatOf(labels, format, ...shapes)).toBeUndefined();
});
