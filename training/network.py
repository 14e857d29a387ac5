"""The classifier: dense 3x3 residual blocks, which a CPU trains and runs far faster than depthwise ones."""
import torch
from torch import nn


class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduction=8):
        super().__init__()
        self.squeeze = nn.Linear(channels, channels // reduction)
        self.excite = nn.Linear(channels // reduction, channels)

    def forward(self, x):
        gate = self.excite(torch.relu(self.squeeze(x.mean((2, 3)))))
        return x * nn.functional.hardsigmoid(gate)[:, :, None, None]


class ConvNorm(nn.Sequential):
    def __init__(self, inputs, outputs, kernel=3, stride=1):
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(outputs),
        )


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, drop):
        super().__init__()
        self.first = ConvNorm(inputs, outputs, stride=stride)
        self.second = ConvNorm(outputs, outputs)
        self.gate = SqueezeExcite(outputs)
        self.drop = drop
        shortcut = [nn.AvgPool2d(2, ceil_mode=True, count_include_pad=False)] if stride == 2 else []
        if inputs != outputs:
            shortcut.append(ConvNorm(inputs, outputs, kernel=1))
        self.shortcut = nn.Sequential(*shortcut)
        # Each block starts as the identity, so that a high learning rate is safe from the first step.
        nn.init.zeros_(self.second[1].weight)

    def forward(self, x):
        branch = self.gate(self.second(torch.relu(self.first(x))))
        if self.training and self.drop > 0:
            keep = (torch.rand(len(x), 1, 1, 1) >= self.drop).to(branch.dtype) / (1 - self.drop)
            branch = branch * keep
        return torch.relu(branch + self.shortcut(x))


class GarmentNet(nn.Module):
    """Takes normalised pictures [n, 3, height, width] and answers logits [n, classes]."""

    def __init__(self, classes, widths=(40, 72, 112, 176), depths=(1, 2, 2, 1), stem=24, drop_path=0.05, dropout=0.2):
        super().__init__()
        self.config = dict(classes=classes, widths=tuple(widths), depths=tuple(depths), stem=stem,
                           drop_path=drop_path, dropout=dropout)
        layers = [ConvNorm(3, stem, stride=2), nn.ReLU(), ConvNorm(stem, widths[0], stride=2), nn.ReLU()]
        inputs, total, index = widths[0], sum(depths), 0
        for stage, (width, depth) in enumerate(zip(widths, depths)):
            for position in range(depth):
                stride = 2 if stage > 0 and position == 0 else 1
                layers.append(Block(inputs, width, stride, drop_path * index / max(1, total - 1)))
                inputs, index = width, index + 1
        self.features = nn.Sequential(*layers)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(inputs, classes)

    def forward(self, x):
        return self.head(self.dropout(self.features(x).mean((2, 3))))

    def parameter_count(self):
        return sum(parameter.numel() for parameter in self.parameters())


MEAN, DEVIATION = 0.5, 0.25


def normalise(pictures):
    """From 0..1 to what the network takes."""
    return (pictures - MEAN) / DEVIATION
