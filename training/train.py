#!/usr/bin/env python3
"""Trains the garment classifier: photographs and drawings in, one self-describing ONNX file out."""
import json
import os
import platform
import sys
import time

import torch

import calibrate
import pictures
from export import export
from fit import learn
from manifest import manifest
from measure import measure
from network import GarmentNet
from options import read_options

# Pictures are kept half as large again as the network's 128x96, so that a crop of them is still sharp.
STORED = {'width': 144, 'height': 192}


def main():
    options = read_options()
    torch.set_num_threads(options.threads)
    os.makedirs(options.model_dir, exist_ok=True)
    os.makedirs(options.output_dir, exist_ok=True)
    found, labels = pictures.list_folder(options.train)
    options.classes = len(labels)
    learned, held = pictures.hold_out(found, options.hold_out)
    photos, drawings = read(learned, options), read_drawings(labels, options)
    print(f'{len(photos[1])} photographs to learn from, {len(held)} to calibrate on, {len(drawings[1])} drawings', flush=True)

    teachers = [restore(torch.load(path, map_location='cpu')) for path in options.teachers]
    start = blend([torch.load(path, map_location='cpu')['state'] for path in options.start_from])
    began = time.process_time()
    network = learn(photos, drawings, options, reporter(labels, options), teachers, start)
    cpu_minutes = (time.process_time() - began) / 60

    save(network, options)
    temperature = fit_temperature(network, held, options)
    path = os.path.join(options.model_dir, 'model.onnx')
    export(path, network, manifest(labels, 96, 128, options), temperature, half=not options.full_precision_weights)
    write_run(options, labels, network, temperature, cpu_minutes, counts=(len(photos[1]), len(held), len(drawings[1])))
    print(f'wrote {path}: {os.path.getsize(path) / 1e6:.2f} MB, temperature {temperature:.2f}', flush=True)


def fit_temperature(network, held, options):
    if not held:
        print('too few pictures to hold any out: the scores stay uncalibrated', flush=True)
        return 1.0
    pixels, classes = pictures.read_folder(held, 96, 128, options.cache)
    return calibrate.fit_temperature(calibrate.answers(network, torch.from_numpy(pixels)), torch.from_numpy(classes))


def read(found, options):
    pixels, classes = pictures.read_folder(found, STORED['width'], STORED['height'], options.cache)
    return torch.from_numpy(pixels), torch.from_numpy(classes)


def read_drawings(labels, options):
    if not options.drawings:
        nothing = torch.zeros(0, STORED['height'], STORED['width'], 3, dtype=torch.uint8)
        return nothing, torch.zeros(0, dtype=torch.int64)
    return read(pictures.list_folder(os.path.join(options.drawings, 'train'), labels)[0], options)


def restore(stored):
    network = GarmentNet(**stored['config'])
    network.load_state_dict(stored['state'])
    return network.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def blend(states):
    """The mean of networks that descend from one another: often better than each, never larger."""
    if not states:
        return None
    return {name: (sum(state[name].double() for state in states) / len(states)).to(value.dtype)
            for name, value in states[0].items()}


def reporter(labels, options):
    """Prints one line per epoch, in the form SageMaker's metric definitions read. No decision hangs on it."""
    judged = None
    if options.validation:
        pixels, classes = pictures.read_folder(pictures.list_folder(options.validation, labels)[0], 96, 128, options.cache)
        judged = torch.from_numpy(pixels), classes

    def report(epoch, loss, rate, network):
        line = f'epoch={epoch + 1}; train_loss={loss:.4f}; images_per_second={rate:.0f};'
        if judged and (epoch % 5 == 4 or epoch + 1 == options.epochs):
            found = measure(calibrate.answers(network, judged[0]).softmax(1).numpy(), judged[1])
            line += f' validation_accuracy={found["top1"]:.4f}; validation_loss={found["logLoss"]:.4f};'
        if epoch % 5 == 4:
            # A run cut short leaves its average behind.
            save(network, options)
        print(line, flush=True)

    return report


def save(network, options):
    torch.save({'config': network.config, 'state': network.state_dict()}, os.path.join(options.output_dir, 'network.pt'))


def write_run(options, labels, network, temperature, cpu_minutes, counts):
    """What the model card says of the training; paths stay out, for they are nobody else's."""
    places = ('train', 'validation', 'drawings', 'model_dir', 'output_dir', 'cache', 'teachers', 'start_from')
    run = {
        'labels': labels,
        'recipe': {name: value for name, value in sorted(vars(options).items()) if name not in places},
        'teachers': len(options.teachers),
        'startedFrom': len(options.start_from),
        'pictures': dict(zip(('photographs', 'calibration', 'drawings'), counts)),
        'parameters': network.parameter_count(),
        'temperature': temperature,
        'cpuMinutes': cpu_minutes,
        'environment': {'python': platform.python_version(), 'torch': torch.__version__, 'machine': platform.machine()},
    }
    with open(os.path.join(options.output_dir, 'run.json'), 'w') as file:
        json.dump(run, file, indent=2)


if __name__ == '__main__':
    sys.exit(main())
