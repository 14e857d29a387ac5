"""What a set of answers is worth: accuracy, confusion, and whether the scores can be believed."""
import numpy


def calibration_error(probabilities, classes, bins=15):
    """Expected calibration error: how far confidence and accuracy lie apart, over equal-width bins."""
    confidence, correct = probabilities.max(1), probabilities.argmax(1) == classes
    places = numpy.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        (places == place).mean() * abs(confidence[places == place].mean() - correct[places == place].mean())
        for place in range(bins) if (places == place).any()
    ]
    return float(sum(gaps))


def confusion(probabilities, classes, count):
    """counts[true, answered]"""
    counts = numpy.zeros((count, count), dtype=int)
    numpy.add.at(counts, (classes, probabilities.argmax(1)), 1)
    return counts


def measure(probabilities, classes):
    count = probabilities.shape[1]
    counts = confusion(probabilities, classes, count)
    ranked = numpy.argsort(-probabilities, 1)
    recall = [counts[index, index] / max(1, counts[index].sum()) for index in range(count)]
    precision = [counts[index, index] / max(1, counts[:, index].sum()) for index in range(count)]
    return {
        'pictures': len(classes),
        'top1': float((ranked[:, 0] == classes).mean()),
        'top2': float((ranked[:, :2] == classes[:, None]).any(1).mean()),
        'macroRecall': float(numpy.mean([value for value, row in zip(recall, counts) if row.sum()])),
        'recall': [float(value) for value in recall],
        'precision': [float(value) for value in precision],
        'calibrationError': calibration_error(probabilities, classes),
        'logLoss': float(-numpy.log(numpy.maximum(probabilities[range(len(classes)), classes], 1e-9)).mean()),
        'confusion': counts.tolist(),
    }
