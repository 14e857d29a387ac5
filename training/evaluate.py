"""Judges the exported file, through ONNX Runtime and from the original pictures: what a user of the file will get."""
import time

import numpy

from measure import measure
from pictures import list_folder, squash


def session(path):
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, settings, providers=['CPUExecutionProvider'])


def judge(path, folder, labels, width=96, height=128, undo=1.0):
    """Measures of the model on a folder, and the same had its temperature been undone; pictures from their originals."""
    model = session(path)
    found, _ = list_folder(folder, labels)
    classes = numpy.array([index for _, index in found])
    answered = [model.run(None, {'image': squash(name, width, height)[None]})[0] for name, _ in found]
    probabilities = numpy.concatenate(answered)
    # softmax(z / t) to the power of t is proportional to softmax(z).
    raw = probabilities ** undo
    judged = [measure(one, classes) for one in (probabilities, raw / raw.sum(1, keepdims=True))]
    return [{**one, 'labels': labels} for one in judged]


def latency(path, width=96, height=128, runs=300):
    """Milliseconds for one picture on one thread: the median, and the fastest tenth for busy machines."""
    model = session(path)
    picture = numpy.random.default_rng(0).integers(0, 255, (1, height, width, 3), dtype=numpy.uint8)
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        model.run(None, {'image': picture})
        taken.append((time.perf_counter() - started) * 1000)
    return {'p50': float(numpy.percentile(taken, 50)), 'p10': float(numpy.percentile(taken, 10)), 'runs': runs}
