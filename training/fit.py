"""The training loop: progressive resolution, averaged weights, and teachers if there are any."""
import math
import time

import torch
from torch.nn import functional

import augment
from average import Average
from network import GarmentNet, normalise

# Most epochs see small pictures: they teach the coarse features at a quarter of the price.
STAGES = ((0.30, (64, 48)), (0.75, (96, 72)), (1.01, (128, 96)))


def stage_size(progress):
    return next(size for until, size in STAGES if progress < until)


def learning_rate(progress, peak):
    return peak * min(progress / 0.05, 0.5 * (1 + math.cos(math.pi * progress)))


def optimiser(network, weight_decay):
    decayed = [parameter for parameter in network.parameters() if parameter.ndim > 1]
    plain = [parameter for parameter in network.parameters() if parameter.ndim <= 1]
    return torch.optim.AdamW([
        {'params': decayed, 'weight_decay': weight_decay},
        {'params': plain, 'weight_decay': 0.0},
    ])


def shrink(pictures, size):
    if tuple(pictures.shape[2:]) == tuple(size):
        return pictures
    return functional.interpolate(pictures, size, mode='bilinear', antialias=True, align_corners=False)


def soft_cross_entropy(logits, targets):
    return -(targets * functional.log_softmax(logits, 1)).sum(1).mean()


def learn(photos, drawings, options, report, teachers=(), start=None):
    """Answers the averaged network. `photos` and `drawings` are (pixels, classes) pairs of uint8 tensors."""
    torch.manual_seed(options.seed)
    network = GarmentNet(options.classes, options.widths, options.depths, options.stem,
                         options.drop_path, options.dropout).to(memory_format=torch.channels_last)
    if start:
        network.load_state_dict(start)
    average, steps = Average(network, options.average), optimiser(network, options.weight_decay)
    pixels, classes = (torch.cat(pair) for pair in zip(photos, drawings))
    for epoch in range(options.epochs):
        network.train()
        order = lesson_plan(len(photos[1]), len(drawings[1]), options.drawn)
        batches = max(1, len(order) // options.batch)
        started, total = time.perf_counter(), 0.0
        for batch in range(batches):
            done = (epoch + batch / batches) / options.epochs
            size = stage_size(options.start_at + (1 - options.start_at) * done)
            for group in steps.param_groups:
                group['lr'] = learning_rate(done, options.learning_rate)
            picked = order[batch * options.batch:(batch + 1) * options.batch]
            inputs, targets, known = vary(pixels[picked], classes[picked], picked < len(photos[1]), options)
            loss = lesson(network, teachers, inputs, targets, known, size, options)
            steps.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            steps.step()
            average.update(network)
            total += float(loss.detach())
        rate = batches * options.batch / (time.perf_counter() - started)
        report(epoch, total / batches, rate, average.network)
    return average.network


def lesson_plan(photos, drawings, share):
    """The order of one epoch: every photograph once, and another handful of the drawings, which come last in memory."""
    drawn = min(drawings, round(photos * share / (1 - share)))
    chosen = torch.randperm(drawings)[:drawn] + photos
    return torch.cat([torch.arange(photos), chosen])[torch.randperm(photos + drawn)]


def vary(pixels, classes, photographed, options):
    """One augmented batch: pictures, soft targets, and which pictures hold nothing but photograph."""
    pictures = pixels.permute(0, 3, 1, 2).float().div_(255)
    pictures = augment.erase(augment.recolour(augment.warp(pictures, 128, 96)))
    targets = functional.one_hot(classes, options.classes).float()
    pictures, targets, partner = augment.mix(pictures, targets, options.mix)
    return normalise(pictures), targets, photographed & photographed[partner]


def lesson(network, teachers, inputs, targets, known, size, options):
    """The loss: the labels alone, or mostly what the teachers say of the very same varied pictures."""
    targets = targets * (1 - options.smoothing) + options.smoothing / options.classes
    if teachers:
        with torch.no_grad(), autocast(options):
            # Each teacher sees the picture either way round: over many batches that is twice as many opinions.
            said = [teacher(turned(inputs)) for teacher in teachers]
        advice = torch.stack([(one.float() / options.teacher_temperature).softmax(1) for one in said]).mean(0)
        # The teachers have seen photographs only: of a drawing they have nothing to say.
        trust = options.trust * known.float()[:, None]
        targets = advice * trust + targets * (1 - trust)
    small = shrink(inputs, size).contiguous(memory_format=torch.channels_last)
    with autocast(options):
        logits = network(small)
    return soft_cross_entropy(logits.float(), targets)


def turned(pictures):
    mirrored = pictures.flip(3) if float(torch.rand(())) < 0.5 else pictures
    return mirrored.contiguous(memory_format=torch.channels_last)


def autocast(options):
    return torch.autocast('cpu', dtype=torch.bfloat16, enabled=options.bfloat16)
