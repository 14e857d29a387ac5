"""The model's description of itself, stored inside the ONNX file so that it can never be separated from it."""
KEY = 'image_classifier'


def manifest(labels, width, height, options):
    return {
        'name': options.name,
        'version': options.version,
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
        'license': options.license,
        'source': 'training/train.py',
    }
