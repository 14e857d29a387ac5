"""The command line, in SageMaker's script-mode words: every channel and folder has its SM_ variable as default."""
import argparse
import os


def numbers(text):
    return tuple(int(part) for part in str(text).split(','))


def read_options(arguments=None):
    parser = argparse.ArgumentParser(description='Train the garment classifier and export it as one ONNX file.')
    place = parser.add_argument_group('places')
    place.add_argument('--train', default=os.environ.get('SM_CHANNEL_TRAIN'), help='folder of <class>/*.jpg')
    place.add_argument('--validation', default=os.environ.get('SM_CHANNEL_VALIDATION'), help='the same, never trained on')
    place.add_argument('--drawings', default=os.environ.get('SM_CHANNEL_DRAWINGS'), help='what draw.mjs wrote')
    place.add_argument('--teachers', nargs='*', default=[], help='checkpoints of earlier runs to learn from')
    place.add_argument('--start-from', nargs='*', default=[], help='checkpoints whose averaged weights this run starts with')
    place.add_argument('--model-dir', default=os.environ.get('SM_MODEL_DIR', 'model'))
    place.add_argument('--output-dir', default=os.environ.get('SM_OUTPUT_DATA_DIR', 'output'))
    place.add_argument('--cache', default=os.path.join(os.path.expanduser('~'), '.cache', 'garment-pictures'))
    shape = parser.add_argument_group('network')
    shape.add_argument('--widths', type=numbers, default=(48, 80, 144, 256))
    shape.add_argument('--depths', type=numbers, default=(1, 2, 2, 1))
    shape.add_argument('--stem', type=int, default=24)
    shape.add_argument('--drop-path', type=float, default=0.05)
    shape.add_argument('--dropout', type=float, default=0.2)
    recipe = parser.add_argument_group('recipe')
    recipe.add_argument('--seed', type=int, default=1)
    recipe.add_argument('--epochs', type=int, default=120)
    recipe.add_argument('--start-at', type=float, default=0.0, help='share of the resolution schedule to skip')
    recipe.add_argument('--batch', type=int, default=64)
    recipe.add_argument('--learning-rate', type=float, default=3e-3)
    recipe.add_argument('--weight-decay', type=float, default=0.1)
    recipe.add_argument('--average', type=float, default=0.998, help='decay of the averaged weights')
    recipe.add_argument('--smoothing', type=float, default=0.1)
    recipe.add_argument('--mix', type=float, default=0.6, help='share of batches with mixup or cutmix')
    recipe.add_argument('--drawn', type=float, default=0.13, help='share of drawings in an epoch')
    recipe.add_argument('--trust', type=float, default=0.7, help='weight of the teachers against the labels')
    recipe.add_argument('--teacher-temperature', type=float, default=0.8)
    recipe.add_argument('--hold-out', type=int, default=20, help='every n-th photograph only calibrates')
    card = parser.add_argument_group('manifest')
    card.add_argument('--name', default='clothing')
    card.add_argument('--version', default='1')
    card.add_argument('--license', default='CC0-1.0 data (clothing photographs and own drawings), Apache-2.0 weights')
    machine = parser.add_argument_group('machine')
    machine.add_argument('--threads', type=int, default=1)
    machine.add_argument('--bfloat16', action=argparse.BooleanOptionalAction, default=True)
    machine.add_argument('--full-precision-weights', action='store_true', help='store float32, not float16')
    machine.add_argument('--smoke', action='store_true', help='a minute on few pictures: proves the path, not the model')
    options = parser.parse_args(arguments)
    if options.smoke:
        options.epochs, options.widths, options.depths, options.stem = 4, (8, 8, 16, 16), (1, 1, 1, 1), 8
        options.batch, options.hold_out, options.start_at, options.teachers = 16, 4, 0.0, []
        options.cache = None
    if not options.train:
        parser.error('--train (or SM_CHANNEL_TRAIN) is required')
    return options
