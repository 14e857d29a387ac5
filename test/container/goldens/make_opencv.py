"""Regenerates the golden hashes of detectors' preprocessing with OpenCV.

    python -m venv venv && venv/bin/pip install opencv-python-headless numpy
    venv/bin/python test/container/goldens/make_opencv.py

Writes opencv.json beside this file; each hash is the SHA-256 of the expected bytes, three to a pixel.
"""

import hashlib
import json
import random
from pathlib import Path

import cv2
import numpy as np

HERE = Path(__file__).parent
PAD = 114


def pattern(width, height):
    """Pixels from integer arithmetic alone, so that a test can compute the same ones without a file."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    planes = [(x * x * 31 + y * y * 17 + x * y * 7 + channel * 85) >> 3 for channel in range(3)]
    return (np.stack(planes, -1) & 255).astype(np.uint8)


def resized(picture, size):
    return picture if picture.shape[1::-1] == tuple(size) else cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)


def letterboxed(picture, width, height):
    """The whole picture, as large as it fits, in the middle of a grey field; an odd pixel of margin goes right or down."""
    scale = min(height / picture.shape[0], width / picture.shape[1])
    inner = resized(picture, (round(picture.shape[1] * scale), round(picture.shape[0] * scale)))
    field = np.full((height, width, 3), PAD, np.uint8)
    top = round((height - inner.shape[0]) / 2 - 0.1)
    left = round((width - inner.shape[1]) / 2 - 0.1)
    field[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return field


def central_square(picture, size):
    side = min(picture.shape[:2])
    top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
    return resized(picture[top : top + side, left : left + side], (size, size))


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def resize_cases(chance):
    sizes = [((1024, 768), (640, 480)), ((1280, 960), (640, 480)), ((2, 2), (1, 1)), ((4, 2), (2, 2)), ((1, 1), (5, 7))]
    sizes += [((3, 500), (4, 640)), ((640, 640), (320, 320)), ((4097, 3), (31, 5)), ((7, 1), (20, 3)), ((1, 7), (1, 20))]
    sizes += [tuple((chance.randint(1, 700), chance.randint(1, 700)) for _ in range(2)) for _ in range(90)]
    for size, to in sizes:
        yield {'from': size, 'to': to, 'sha256': sha256(resized(pattern(*size), to))}


def letterbox_cases(chance):
    sizes = [((640, 640), (640, 640)), ((1024, 768), (640, 640)), ((500, 375), (640, 640)), ((33, 32), (64, 64))]
    sizes += [((chance.randint(8, 900), chance.randint(8, 900)), (320, chance.choice([192, 320]))) for _ in range(40)]
    for size, to in sizes:
        yield {'from': size, 'to': to, 'sha256': sha256(letterboxed(pattern(*size), *to))}


def square_cases(chance):
    for _ in range(20):
        size = (chance.randint(1, 400), chance.randint(1, 400))
        yield {'from': size, 'to': [224, 224], 'sha256': sha256(central_square(pattern(*size), 224))}


def hashed(place):
    """A number from 0 to 1 that looks random and is the same in every language."""
    return ((place * 2654435761 + 40503) % 2**32 >> 8) / 2**24


def suppression_cases():
    for count, iou, confidence in ((40, 0.45, 0.25), (400, 0.45, 0.25), (400, 0.7, 0.5), (3000, 0.3, 0.1)):
        numbers = [[hashed(candidate * 6 + number) for number in range(6)] for candidate in range(count)]
        boxes = [[n[0] * 600, n[1] * 600, 20 + n[2] * 100, 20 + n[3] * 100] for n in numbers]
        scores, labels = [n[4] for n in numbers], [int(n[5] * 3) for n in numbers]
        for class_aware in (True, False):
            kept = (
                cv2.dnn.NMSBoxesBatched(boxes, scores, labels, confidence, iou)
                if class_aware
                else cv2.dnn.NMSBoxes(boxes, scores, confidence, iou)
            )
            yield {
                'count': count,
                'iou': iou,
                'confidence': confidence,
                'classAware': class_aware,
                'kept': [int(place) for place in kept],
            }


def main():
    chance = random.Random(20261121)
    goldens = {'made with': {'opencv': cv2.__version__}}
    for name, cases in (('resize', resize_cases), ('letterbox', letterbox_cases), ('centralSquare', square_cases)):
        goldens[name] = list(cases(chance))
    goldens['suppression'] = list(suppression_cases())
    lines = [f'"{key}": [\n' + ',\n'.join(json.dumps(case) for case in value) + '\n]' if isinstance(value, list)
             else f'"{key}": {json.dumps(value)}' for key, value in goldens.items()]
    (HERE / 'opencv.json').write_text('{\n' + ',\n'.join(lines) + '\n}\n')


if __name__ == '__main__':
    main()
