#!/usr/bin/env python3
"""Writes the model card from what was measured, so that its numbers cannot drift from the file beside it."""
import argparse
import json
import os

import evaluate
from chart import draw_confusion


def table(judged):
    rows = ['| class | recall | precision | pictures |', '|---|---:|---:|---:|']
    for label, recall, precision, counts in zip(judged['labels'], judged['recall'], judged['precision'], judged['confusion']):
        rows.append(f'| {label} | {recall:.1%} | {precision:.1%} | {sum(counts)} |')
    return '\n'.join(rows)


def mistakes(judged, most=6):
    found = [
        (count, judged['labels'][true], judged['labels'][answered])
        for true, row in enumerate(judged['confusion']) for answered, count in enumerate(row) if true != answered and count
    ]
    return ', '.join(f'{true} taken for {answered} ({count})' for count, true, answered in sorted(found, reverse=True)[:most])


def write_card(folder, evaluation, template):
    photos, uncalibrated, run = evaluation['photographs'], evaluation['uncalibrated'], evaluation['run']
    drawings, recipe = evaluation.get('drawings'), run['recipe']
    values = {
        **{f'photo_{key}': f'{photos[key]:.1%}' for key in ('top1', 'top2', 'macroRecall')},
        'photo_count': photos['pictures'],
        'error_bar': f'{1.96 * (photos["top1"] * (1 - photos["top1"]) / photos["pictures"]) ** 0.5 * 100:.1f}',
        'drawing_top1': f'{drawings["top1"]:.1%}' if drawings else 'not measured',
        'drawing_count': drawings['pictures'] if drawings else 0,
        'ece_before': f'{uncalibrated["calibrationError"]:.3f}',
        'ece_after': f'{photos["calibrationError"]:.3f}',
        'temperature': f'{run["temperature"]:.2f}',
        'p50': f'{evaluation["latency"]["p50"]:.1f}',
        'p10': f'{evaluation["latency"]["p10"]:.1f}',
        'megabytes': f'{os.path.getsize(os.path.join(folder, "model.onnx")) / 1e6:.1f}',
        'parameters': f'{run["parameters"] / 1e6:.2f}',
        'learned': f'{run["pictures"]["photographs"]:,}',
        'calibrated': run['pictures']['calibration'],
        'drawn': f'{run["pictures"]["drawings"]:,}',
        'lineage': evaluation['lineage'],
        'environment': f'Python {run["environment"]["python"]}, PyTorch {run["environment"]["torch"]}, {run["environment"]["machine"]}',
        'cpu_minutes': f'{run["cpuMinutes"]:.0f}',
        'epochs': recipe['epochs'],
        'seed': recipe['seed'],
        'classes': table(photos),
        'mistakes': mistakes(photos),
    }
    with open(template) as source, open(os.path.join(folder, 'README.md'), 'w') as card:
        card.write(source.read().format(**values))


def main():
    parser = argparse.ArgumentParser(description='Evaluate an exported model and write its card beside it.')
    parser.add_argument('--model', default='container/model', help='folder with model.onnx')
    parser.add_argument('--run', required=True, help='run.json of the training')
    parser.add_argument('--validation', required=True)
    parser.add_argument('--drawings', help='held-out drawings: a folder of classes')
    parser.add_argument('--lineage', default='One run from random weights.', help='a sentence on earlier runs it builds on')
    options = parser.parse_args()
    path = os.path.join(options.model, 'model.onnx')
    with open(options.run) as file:
        run = json.load(file)
    labels = run['labels']
    photos, uncalibrated = evaluate.judge(path, options.validation, labels, undo=run['temperature'])
    evaluation = {
        'photographs': photos,
        'uncalibrated': uncalibrated,
        'drawings': evaluate.judge(path, options.drawings, labels)[0] if options.drawings else None,
        'latency': evaluate.latency(path),
        'lineage': options.lineage,
        'run': run,
    }
    with open(os.path.join(options.model, 'evaluation.json'), 'w') as file:
        json.dump(evaluation, file, indent=1)
    draw_confusion(evaluation['photographs'], os.path.join(options.model, 'confusion.png'))
    write_card(options.model, evaluation, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'card.md'))


if __name__ == '__main__':
    main()
