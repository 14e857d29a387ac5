"""The model's description of itself, stored inside the ONNX file so that it can never be separated from it."""
import json

KEY = 'image_classifier'


def manifest(labels, width, height):
    return json.dumps({
        'name': 'clothing',
        'version': '1',
        'task': 'classify',
        'labels': list(labels),
        'preprocess': {
            'resize': {'mode': 'squash', 'width': width, 'height': height},
            'kernel': 'bilinear',
            'exif': 'apply',
            'icc': 'ignore',
            'alpha': 'drop',
            'layout': 'nhwc',
            'type': 'uint8',
            'color': 'rgb',
        },
        'postprocess': {'activation': 'none', 'topK': 3},
        'license': 'CC0-1.0 data (clothing photographs and own drawings), Apache-2.0 weights',
        'source': 'training/train.py',
    }, separators=(',', ':'))
