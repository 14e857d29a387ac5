"""An exponential moving average of a network, which generalises better than its last step."""
import copy

import torch


class Average:
    def __init__(self, network, decay):
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.decay = decay
        self.steps = 0

    @torch.no_grad()
    def update(self, network):
        self.steps += 1
        # The first steps are averaged over a shorter past, or the random start would linger.
        decay = min(self.decay, self.steps / (self.steps + 10))
        kept, fresh = self.network.state_dict(), network.state_dict()
        for name, value in kept.items():
            if value.dtype.is_floating_point:
                value.lerp_(fresh[name], 1 - decay)
            else:
                value.copy_(fresh[name])
