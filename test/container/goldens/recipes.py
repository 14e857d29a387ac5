"""Regenerates recipes.json: what Hugging Face's image processors and timm's transforms make of pictures, and two of
Pillow's filters.

    python -m venv venv && venv/bin/pip install pillow numpy torch torchvision transformers timm
    venv/bin/python test/container/goldens/recipes.py

Needs Pillow 13 or later and transformers 5 or later (the image processors for Pillow). Each case holds the very files
that the libraries write beside a model, and the SHA-256 of the float32 tensors for every picture of `pattern`.
"""

import hashlib
import json
import random
from pathlib import Path

import numpy as np
import PIL
import timm
import transformers
from PIL import Image

HERE = Path(__file__).parent
PICTURES = [(500, 375), (333, 499), (97, 61), (40, 31), (225, 301), (640, 427)]
STANDARD = {'image_mean': [0.5, 0.5, 0.5], 'image_std': [0.5, 0.5, 0.5]}
IMAGENET = {'image_mean': [0.485, 0.456, 0.406], 'image_std': [0.229, 0.224, 0.225]}
CLIP = {'image_mean': [0.48145466, 0.4578275, 0.40821073], 'image_std': [0.26862954, 0.26130258, 0.27577711]}
STEPS = {'do_normalize': True, 'do_rescale': True, 'do_resize': True, 'rescale_factor': 1 / 255}
SQUARE_224 = {'height': 224, 'width': 224}

PROCESSORS = {
    'ViT of 2021': ('ViT', {'do_normalize': True, 'do_resize': True, **STANDARD, 'size': 224}, {'model_type': 'vit'}),
    'ViT': ('ViT', {'image_processor_type': 'ViTImageProcessor', **STEPS, **STANDARD, 'resample': 2, 'size': SQUARE_224}, {}),
    'Swin': (
        'ViT',
        {'feature_extractor_type': 'ViTFeatureExtractor', 'do_normalize': True, 'do_resize': True, **IMAGENET, 'resample': 3, 'size': 224},
        {'model_type': 'swin'},
    ),
    'ResNet': (
        'ConvNext',
        {'feature_extractor_type': 'ConvNextFeatureExtractor', 'crop_pct': 0.875, 'do_normalize': True, 'do_resize': True, **IMAGENET, 'resample': 3, 'size': 224},
        {'model_type': 'resnet'},
    ),
    'ConvNeXt of 224': (
        'ConvNext',
        {'image_processor_type': 'ConvNextImageProcessor', 'crop_pct': 0.9, **STEPS, **IMAGENET, 'resample': 2, 'size': {'shortest_edge': 224}},
        {},
    ),
    'ConvNeXt of 384': (
        'ConvNext',
        {'image_processor_type': 'ConvNextImageProcessor', 'crop_pct': 1.0, **STEPS, **IMAGENET, 'resample': 3, 'size': {'shortest_edge': 384}},
        {},
    ),
    'DeiT': (
        'DeiT',
        {'image_processor_type': 'DeiTFeatureExtractor', 'do_center_crop': True, **STEPS, **IMAGENET, 'resample': 3, 'size': {'height': 256, 'width': 256}, 'crop_size': SQUARE_224},
        {},
    ),
    'DINOv2': (
        'Bit',
        {'image_processor_type': 'BitImageProcessor', 'do_center_crop': True, 'do_convert_rgb': True, **STEPS, **IMAGENET, 'resample': 3, 'size': {'shortest_edge': 256}, 'crop_size': SQUARE_224},
        {},
    ),
    'CLIP with odd margins': (
        'CLIP',
        {'image_processor_type': 'CLIPImageProcessorFast', 'do_center_crop': True, **STEPS, **CLIP, 'resample': 3, 'size': {'shortest_edge': 225}, 'crop_size': {'height': 218, 'width': 218}},
        {},
    ),
    'CLIP that pads': (
        'CLIP',
        {'image_processor_type': 'CLIPImageProcessor', 'do_center_crop': True, **STEPS, **CLIP, 'resample': 1, 'size': {'shortest_edge': 64}, 'crop_size': {'height': 101, 'width': 66}},
        {},
    ),
    'LeViT': (
        'Levit',
        {'feature_extractor_type': 'LevitFeatureExtractor', 'do_center_crop': True, 'do_normalize': True, 'do_resize': True, **IMAGENET, 'resample': 3, 'size': 224, 'crop_size': 224},
        {},
    ),
    'PoolFormer': (
        'PoolFormer',
        {'image_processor_type': 'PoolFormerImageProcessor', 'crop_pct': 0.9, 'do_center_crop': True, **STEPS, **IMAGENET, 'resample': 3, 'size': {'shortest_edge': 224}, 'crop_size': SQUARE_224},
        {},
    ),
    'MobileNetV2': (
        'MobileNetV2',
        {'image_processor_type': 'MobileNetV2ImageProcessor', 'do_center_crop': True, **STEPS, **STANDARD, 'resample': 2, 'size': {'shortest_edge': 256}, 'crop_size': SQUARE_224},
        {},
    ),
    'MobileViT': (
        'MobileViT',
        {'feature_extractor_type': 'MobileViTFeatureExtractor', 'do_center_crop': True, 'do_flip_channel_order': True, 'do_resize': True, 'resample': 2, 'size': 288, 'crop_size': 256},
        {},
    ),
    'nearest, bytes as they are': (
        'ViT',
        {'image_processor_type': 'ViTImageProcessor', 'do_normalize': False, 'do_rescale': False, 'do_resize': True, 'resample': 0, 'size': {'height': 50, 'width': 70}},
        {},
    ),
}

TIMM = {'custom_load': False, 'fixed_input_size': False, 'num_classes': 1000, 'first_conv': 'conv1', 'classifier': 'fc'}
IMAGENET_TIMM = {'mean': [0.485, 0.456, 0.406], 'std': [0.229, 0.224, 0.225]}
TIMM_CONFIGS = {
    'timm resnet': {'input_size': [3, 224, 224], 'interpolation': 'bicubic', 'crop_pct': 0.95, 'crop_mode': 'center', **IMAGENET_TIMM},
    'timm mobilenet': {'input_size': [3, 224, 224], 'interpolation': 'bilinear', 'crop_pct': 0.9, 'crop_mode': 'center', **IMAGENET_TIMM},
    'timm without crop_pct': {'input_size': [3, 160, 160]},
    'timm squash': {
        'input_size': [3, 256, 256],
        'interpolation': 'bicubic',
        'crop_pct': 1.0,
        'crop_mode': 'squash',
        'mean': [0.5, 0.5, 0.5],
        'std': [0.5, 0.5, 0.5],
    },
    'timm squash and crop': {'input_size': [3, 199, 199], 'interpolation': 'bicubic', 'crop_pct': 0.875, 'crop_mode': 'squash', **IMAGENET_TIMM},
}


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def pattern(width, height):
    """The picture of make.py: integer arithmetic alone, so that a test can compute the same one."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    planes = [(x * x * 31 + y * y * 17 + x * y * 7 + channel * 85) >> 3 for channel in range(3)]
    return Image.fromarray((np.stack(planes, -1) & 255).astype(np.uint8))


def processor_cases():
    for name, (family, config, model) in PROCESSORS.items():
        processor = getattr(transformers, f'{family}ImageProcessorPil')(**config)
        tensors = [processor(pattern(*size), return_tensors='np')['pixel_values'][0] for size in PICTURES]
        files = {'preprocessor_config.json': config, 'config.json': model}
        yield case(name, files, [tensor.astype(np.float32) for tensor in tensors])


def timm_cases():
    for name, config in TIMM_CONFIGS.items():
        transform = timm.data.create_transform(**timm.data.resolve_data_config(pretrained_cfg=config))
        tensors = [transform(pattern(*size)).numpy() for size in PICTURES]
        yield case(name, {'config.json': {'architecture': 'resnet50', 'pretrained_cfg': {**TIMM, **config}}}, tensors)


def case(name, files, tensors):
    return {'name': name, 'files': files, 'shape': list(tensors[0].shape), 'sha256': [sha256(each) for each in tensors]}


def resample_cases():
    chance = random.Random(20261122)
    sizes = [((1, 1), (5, 7)), ((1500, 1100), (349, 256)), ((4097, 3), (31, 5)), ((3, 3000), (9, 40))]
    for _ in range(40):
        sizes.append(tuple((chance.randint(1, 400), chance.randint(1, 400)) for _ in range(2)))
    for size, target in sizes:
        for kernel in ('lanczos', 'nearest'):
            left, top = (chance.randrange(side) for side in target)
            crop = [left, top, chance.randint(1, target[0] - left), chance.randint(1, target[1] - top)]
            full = np.asarray(pattern(*size).resize(target, getattr(Image.Resampling, kernel.upper())))
            window = full[top : top + crop[3], left : left + crop[2]]
            yield {'from': size, 'to': target, 'kernel': kernel, 'crop': crop, 'full': sha256(full), 'window': sha256(window)}


def main():
    versions = {'pillow': PIL.__version__, 'transformers': transformers.__version__, 'timm': timm.__version__}
    goldens = {
        'made with': versions,
        'pictures': PICTURES,
        'recipes': [*processor_cases(), *timm_cases()],
        'resample': list(resample_cases()),
    }
    lines = [f'"{key}": [\n' + ',\n'.join(json.dumps(entry) for entry in value) + '\n]' if isinstance(value, list)
             else f'"{key}": {json.dumps(value)}' for key, value in goldens.items()]
    (HERE / 'recipes.json').write_text('{\n' + ',\n'.join(lines) + '\n}\n')


if __name__ == '__main__':
    main()
