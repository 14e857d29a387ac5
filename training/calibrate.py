"""One number that makes the scores honest, fitted on photographs the network has never trained on."""
import numpy
import torch
from torch.nn import functional

from network import normalise


def fit_temperature(logits, classes):
    """The temperature of least log loss, by a search fine enough for two digits."""
    candidates = numpy.exp(numpy.linspace(numpy.log(0.3), numpy.log(3.0), 231))
    losses = [float(functional.cross_entropy(logits / float(one), classes)) for one in candidates]
    return float(candidates[int(numpy.argmin(losses))])


@torch.no_grad()
def answers(network, pixels, batch=64):
    """Logits of uint8 pictures at their own size."""
    network.eval()
    batches = [pixels[start:start + batch].permute(0, 3, 1, 2).float() / 255 for start in range(0, len(pixels), batch)]
    return torch.cat([network(normalise(one)).float() for one in batches])
