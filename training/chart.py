"""The confusion matrix as a small picture."""
import numpy


def draw_confusion(judged, path):
    import matplotlib

    matplotlib.use('Agg')
    from matplotlib import pyplot

    counts, labels = numpy.array(judged['confusion']), judged['labels']
    shares = counts / numpy.maximum(counts.sum(1, keepdims=True), 1)
    figure, axes = pyplot.subplots(figsize=(6.4, 5.8), dpi=90)
    axes.imshow(shares, cmap='Blues', vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels, rotation=45, ha='right')
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel('the model answers')
    axes.set_ylabel('the photograph shows')
    for row, column in zip(*counts.nonzero()):
        dark = shares[row, column] > 0.5
        axes.text(column, row, counts[row, column], ha='center', va='center', fontsize=9, color='white' if dark else '#223')
    for side in axes.spines.values():
        side.set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={'Software': None})
    pyplot.close(figure)
