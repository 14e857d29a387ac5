"""Regenerates the golden hashes with Pillow and torchvision, the libraries that models are trained with.

    python -m venv venv && venv/bin/pip install pillow numpy torch torchvision
    venv/bin/python test/container/goldens/make.py

Needs Pillow 13 or later, whose order of resampling passes ours follows. Writes pictures/ and goldens.json beside this
file; each hash is the SHA-256 of the expected bytes (float32 little-endian).
"""

import hashlib
import json
import random
from pathlib import Path

import numpy as np
import PIL
import torchvision
from pictures import write_pictures
from PIL import Image, ImageOps
from torchvision import transforms
from torchvision.transforms import InterpolationMode

HERE = Path(__file__).parent
KERNELS = {'bilinear': Image.Resampling.BILINEAR, 'bicubic': Image.Resampling.BICUBIC}
IMAGENET = {'mean': [0.485, 0.456, 0.406], 'std': [0.229, 0.224, 0.225]}
BYTES = {'layout': 'nhwc', 'type': 'uint8'}
FLOATS = {'layout': 'nchw', 'type': 'float32'}

SPECS = {
    'shrink-crop': {'resize': {'mode': 'short-side', 'size': 24}, 'crop': {'width': 21, 'height': 20}, **BYTES},
    'enlarge-crop': {
        'resize': {'mode': 'short-side', 'size': 96},
        'crop': {'width': 84, 'height': 84},
        'kernel': 'bicubic',
        **FLOATS,
        **IMAGENET,
    },
    'squash': {'resize': {'mode': 'squash', 'width': 40, 'height': 31}, 'kernel': 'bicubic', **BYTES},
    'squash-floats': {'resize': {'mode': 'squash', 'width': 32, 'height': 32}, **FLOATS, **IMAGENET},
    'own-size': {'resize': {'mode': 'none'}, **FLOATS},
    'margin': {'resize': {'mode': 'short-side', 'size': 20}, 'crop': {'width': 47, 'height': 50}, **BYTES},
    'own-size-crop': {'resize': {'mode': 'none'}, 'crop': {'width': 30, 'height': 30}, **BYTES, 'color': 'bgr'},
}


# libavif and libheif round differently, so AVIF has no exact golden.
INEXACT = {('avif.avif', 'drop'), ('avif.avif', 'white')}
# The colour under full transparency is lost in libvips; on white it does not show.
INEXACT |= {('gif-transparent.gif', 'drop')}


def read(path, exif='apply', alpha='drop'):
    """The picture as `Image.convert('RGB')` has it, but 16-bit grey by its high byte where Pillow saturates."""
    image = Image.open(path)
    if image.mode.startswith('I;16'):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if exif == 'apply':
        image = ImageOps.exif_transpose(image)
    if alpha == 'drop':
        return image.convert('RGB')
    image = image.convert('RGBA')
    white = Image.new('RGB', image.size, 'white')
    white.paste(image, mask=image.getchannel('A'))
    return white


def tensor(image, spec):
    steps = []
    resize = spec['resize']
    interpolation = InterpolationMode(spec.get('kernel', 'bilinear'))
    if resize['mode'] == 'short-side':
        steps.append(transforms.Resize(resize['size'], interpolation))
    if resize['mode'] == 'squash':
        steps.append(transforms.Resize((resize['height'], resize['width']), interpolation))
    if 'crop' in spec:
        steps.append(transforms.CenterCrop((spec['crop']['height'], spec['crop']['width'])))
    if spec['type'] == 'uint8':
        pixels = np.asarray(transforms.Compose(steps)(image))
        return pixels[:, :, ::-1] if spec.get('color') == 'bgr' else pixels
    steps.append(transforms.ToTensor())
    if 'mean' in spec:
        steps.append(transforms.Normalize(spec['mean'], spec['std']))
    return transforms.Compose(steps)(image).numpy()


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def pattern(width, height):
    """Pixels from integer arithmetic alone, so that a test can compute the same ones without a file."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    planes = [(x * x * 31 + y * y * 17 + x * y * 7 + channel * 85) >> 3 for channel in range(3)]
    return Image.fromarray((np.stack(planes, -1) & 255).astype(np.uint8))


def resample_cases():
    chance = random.Random(20261121)
    sizes = [((1, 1), (5, 7)), ((640, 480), (341, 256)), ((1500, 1100), (349, 256)), ((4097, 3), (31, 5))]
    sizes += [((3, 3000), (9, 40)), ((90, 400), (60, 100)), ((50, 50), (50, 50)), ((64, 48), (64, 20))]
    for _ in range(52):
        sizes.append(tuple((chance.randint(1, 400), chance.randint(1, 400)) for _ in range(2)))
    for (width, height), (to_width, to_height) in sizes:
        for kernel in KERNELS:
            left, top = chance.randrange(to_width), chance.randrange(to_height)
            crop = [left, top, chance.randint(1, to_width - left), chance.randint(1, to_height - top)]
            full = np.asarray(pattern(width, height).resize((to_width, to_height), KERNELS[kernel]))
            window = full[top : top + crop[3], left : left + crop[2]]
            yield {
                'from': [width, height],
                'to': [to_width, to_height],
                'kernel': kernel,
                'crop': crop,
                'full': sha256(full),
                'window': sha256(window),
            }


def tensor_cases(pictures):
    for path in pictures:
        # Enlarging all of a strip before cropping it would take torchvision gigabytes.
        if (path.name, 'drop') in INEXACT or path.name.startswith('wide-'):
            continue
        for name, spec in SPECS.items():
            yield {'picture': path.name, 'spec': name, 'exif': 'apply', 'sha256': sha256(tensor(read(path), spec))}
        if path.name.startswith('exif-'):
            image = read(path, exif='ignore')
            yield {
                'picture': path.name,
                'spec': 'own-size',
                'exif': 'ignore',
                'sha256': sha256(tensor(image, SPECS['own-size'])),
            }


def decode_cases(pictures):
    for path in pictures:
        for alpha in ('drop', 'white'):
            if (path.name, alpha) in INEXACT:
                continue
            image = read(path, alpha=alpha)
            yield {'picture': path.name, 'alpha': alpha, 'size': list(image.size), 'sha256': sha256(np.asarray(image))}


def main():
    pictures = write_pictures(HERE / 'pictures')
    goldens = {
        'made with': {'pillow': PIL.__version__, 'torchvision': torchvision.__version__.split('+')[0]},
        'specs': SPECS,
        'decode': list(decode_cases(pictures)),
        'tensor': list(tensor_cases(pictures)),
        'resample': list(resample_cases()),
    }
    lines = [f'"{key}": [\n' + ',\n'.join(json.dumps(case) for case in value) + '\n]' if isinstance(value, list)
             else f'"{key}": {json.dumps(value)}' for key, value in goldens.items()]
    (HERE / 'goldens.json').write_text('{\n' + ',\n'.join(lines) + '\n}\n')


if __name__ == '__main__':
    main()
