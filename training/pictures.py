"""Folders of labelled pictures (train/<class>/*.jpg) as arrays, cached because decoding costs more than learning."""
import hashlib
import os

import numpy
from PIL import Image, ImageOps

SUFFIXES = ('.jpg', '.jpeg', '.png', '.webp')


def squash(path, width, height):
    """The preprocessing the manifest promises: orientation applied, plain squash, Pillow's antialiased bilinear."""
    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture).convert('RGB')
    return numpy.asarray(upright.resize((width, height), Image.BILINEAR), dtype=numpy.uint8)


def list_folder(folder, labels=None):
    """Paths and class indices, in an order that does not depend on the file system."""
    labels = labels or sorted(name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name)))
    found = []
    for index, label in enumerate(labels):
        inside = os.path.join(folder, label)
        for name in sorted(os.listdir(inside)) if os.path.isdir(inside) else []:
            if name.lower().endswith(SUFFIXES):
                found.append((os.path.join(inside, name), index))
    if not found:
        raise SystemExit(f'{folder}: expected one folder of pictures per class, found none')
    return found, labels


def read_folder(found, width, height, cache=None):
    """Pixels [n, height, width, 3] and classes [n] of the listed pictures."""
    listing = '\n'.join(f'{path} {os.path.getsize(path)}' for path, _ in found) + f'\n{width}x{height}'
    stored = cache and os.path.join(cache, hashlib.sha256(listing.encode()).hexdigest()[:16] + '.npy')
    classes = numpy.array([index for _, index in found], dtype=numpy.int64)
    if stored and os.path.exists(stored):
        return numpy.load(stored), classes
    pixels = numpy.stack([squash(path, width, height) for path, _ in found])
    if stored:
        os.makedirs(cache, exist_ok=True)
        numpy.save(stored, pixels)
    return pixels, classes


def hold_out(found, every):
    """Splits off every n-th picture of each class; the temperature is fitted on these and nothing trains on them."""
    kept, held, seen = [], [], {}
    for path, index in found:
        seen[index] = seen.get(index, -1) + 1
        (held if seen[index] % every == every - 1 else kept).append((path, index))
    return kept, held
