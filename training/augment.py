"""Random variations of a whole batch at once: a per-picture loop would cost more than the network."""
import math

import torch
from torch.nn import functional

GREY = (0.299, 0.587, 0.114)


def uniform(count, low, high):
    return torch.rand(count) * (high - low) + low


def warp(pictures, height, width):
    """A random crop, stretch, rotation and flip of [n, 3, h, w], done as a single sampling."""
    count, aspect = len(pictures), pictures.shape[3] / pictures.shape[2]
    area, stretch = uniform(count, 0.35, 1.1), uniform(count, -0.25, 0.25).exp()
    across, down = (area * stretch).sqrt(), (area / stretch).sqrt()
    angle = torch.randn(count) * 0.12
    flip = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    matrix = torch.zeros(count, 2, 3)
    matrix[:, 0, 0] = flip * across * angle.cos()
    matrix[:, 0, 1] = -down * angle.sin() / aspect
    matrix[:, 0, 2] = uniform(count, -1, 1) * (1 - across).abs()
    matrix[:, 1, 0] = flip * across * angle.sin() * aspect
    matrix[:, 1, 1] = down * angle.cos()
    matrix[:, 1, 2] = uniform(count, -1, 1) * (1 - down).abs()
    grid = functional.affine_grid(matrix, [count, 3, height, width], align_corners=False)
    return functional.grid_sample(pictures, grid, padding_mode='reflection', align_corners=False)


def recolour(pictures):
    """Light, contrast, saturation and tint; now and then grey or with its channels in another order."""
    count = len(pictures)

    def amount(low, high):
        return uniform(count, low, high)[:, None, None, None]

    grey = (pictures * torch.tensor(GREY)[None, :, None, None]).sum(1, keepdim=True)
    saturation = torch.where(amount(0, 1) < 0.08, torch.zeros(1), amount(0.5, 1.5))
    pictures = grey + (pictures - grey) * saturation
    mean = grey.mean((2, 3), keepdim=True)
    gain = amount(0.7, 1.3) * (1 + (torch.rand(count, 3, 1, 1) - 0.5) * 0.24)
    pictures = (mean + (pictures - mean) * amount(0.7, 1.3)) * gain
    shuffled = (torch.rand(count) < 0.06).nonzero()[:, 0].tolist()
    for index in shuffled:
        pictures[index] = pictures[index][torch.randperm(3)]
    return pictures.clamp_(0, 1)


def rectangle(height, width, share):
    """A random place covering about `share` of a picture, as slices."""
    tall, wide = int(height * math.sqrt(share)), int(width * math.sqrt(share))
    top, left = int(torch.randint(height - tall + 1, ())), int(torch.randint(width - wide + 1, ()))
    return slice(top, top + tall), slice(left, left + wide)


def erase(pictures):
    """Covers a patch of every fourth picture, as a hand, a label or a chair would."""
    for index in (torch.rand(len(pictures)) < 0.25).nonzero()[:, 0].tolist():
        rows, columns = rectangle(*pictures.shape[2:], float(uniform(1, 0.03, 0.25)))
        pictures[index, :, rows, columns] = torch.rand(3, 1, 1)
    return pictures


def mix(pictures, targets, probability):
    """Blends (mixup) or patches (cutmix) pairs of pictures; answers them, their targets and each one's partner."""
    partner = torch.randperm(len(pictures))
    if float(torch.rand(())) >= probability:
        return pictures, targets, torch.arange(len(pictures))
    if float(torch.rand(())) < 0.5:
        share = float(torch.distributions.Beta(0.4, 0.4).sample())
        pictures = pictures * share + pictures[partner] * (1 - share)
    else:
        rows, columns = rectangle(*pictures.shape[2:], float(torch.rand(())))
        patched = pictures.clone()
        patched[:, :, rows, columns] = pictures[partner][:, :, rows, columns]
        covered = (rows.stop - rows.start) * (columns.stop - columns.start)
        pictures, share = patched, 1 - covered / (pictures.shape[2] * pictures.shape[3])
    return pictures, targets * share + targets[partner] * (1 - share), partner
