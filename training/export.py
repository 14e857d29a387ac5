"""Writes a trained network as ONNX, node by node.

The exporters of torch 1.13 and of today differ in arguments, opset and graph; twenty lines per layer kind do not.
Batch norms are folded into the convolutions, and weights may be stored as float16 behind a Cast that the runtime
folds away when it loads the file.
"""
import json

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

from manifest import KEY
from network import DEVIATION, MEAN


class Graph:
    def __init__(self, half):
        self.nodes, self.constants, self.half = [], [], half

    def node(self, kind, inputs, name, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def constant(self, name, values, dtype=numpy.float32):
        self.constants.append(numpy_helper.from_array(numpy.ascontiguousarray(values, dtype=dtype), name))
        return name

    def weight(self, name, values):
        if not self.half:
            return self.constant(name, values)
        return self.node('Cast', [self.constant(name + '.half', values, numpy.float16)], name, to=TensorProto.FLOAT)

    def convolve(self, x, conv_norm, name, relu=False):
        conv, norm = conv_norm[0], conv_norm[1]
        scale = norm.weight.double() / (norm.running_var.double() + norm.eps).sqrt()
        kernel = (conv.weight.double() * scale[:, None, None, None]).detach().numpy()
        bias = (norm.bias.double() - norm.running_mean.double() * scale).detach().numpy()
        size, pad = list(conv.kernel_size), list(conv.padding) * 2
        x = self.node('Conv', [x, self.weight(name + '.kernel', kernel), self.constant(name + '.bias', bias)],
                      name, kernel_shape=size, pads=pad, strides=list(conv.stride))
        return self.node('Relu', [x], name + '.relu') if relu else x

    def linear(self, x, layer, name):
        kernel, bias = (part.detach().double().numpy() for part in (layer.weight, layer.bias))
        return self.node('Gemm', [x, self.weight(name + '.kernel', kernel), self.constant(name + '.bias', bias)],
                         name, transB=1)

    def pool(self, x, name):
        return self.node('Flatten', [self.node('GlobalAveragePool', [x], name + '.mean')], name, axis=1)

    def block(self, x, block, name):
        y = self.convolve(x, block.first, name + '.first', relu=True)
        y = self.convolve(y, block.second, name + '.second')
        gate = self.linear(self.pool(y, name + '.squeezed'), block.gate.squeeze, name + '.squeeze')
        gate = self.linear(self.node('Relu', [gate], name + '.squeeze.relu'), block.gate.excite, name + '.excite')
        gate = self.node('HardSigmoid', [gate], name + '.gate', alpha=1 / 6, beta=0.5)
        gate = self.node('Unsqueeze', [gate, 'spatial'], name + '.gate.spread')
        y = self.node('Mul', [y, gate], name + '.gated')
        for index, layer in enumerate(block.shortcut):
            at = f'{name}.shortcut{index}'
            if hasattr(layer, 'ceil_mode'):
                x = self.node('AveragePool', [x], at, kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
            else:
                x = self.convolve(x, layer, at)
        return self.node('Relu', [self.node('Add', [y, x], name + '.sum')], name)


def build(network, classes, temperature, width, height, half):
    graph, layers = Graph(half), list(network.features)
    graph.constant('spatial', [2, 3], numpy.int64)
    x = graph.node('Cast', ['image'], 'float', to=TensorProto.FLOAT)
    x = graph.node('Mul', [x, graph.constant('scale', 1 / (255 * DEVIATION))], 'scaled')
    x = graph.node('Sub', [x, graph.constant('shift', MEAN / DEVIATION)], 'normal')
    x = graph.node('Transpose', [x], 'planes', perm=[0, 3, 1, 2])
    x = graph.convolve(x, layers[0], 'stem0', relu=True)
    x = graph.convolve(x, layers[2], 'stem1', relu=True)
    for index, block in enumerate(layers[4:]):
        x = graph.block(x, block, f'block{index}')
    x = graph.linear(graph.pool(x, 'pooled'), network.head, 'logits')
    x = graph.node('Div', [x, graph.constant('temperature', temperature)], 'calibrated')
    graph.node('Softmax', [x], 'probabilities', axis=1)
    picture = helper.make_tensor_value_info('image', TensorProto.UINT8, ['n', height, width, 3])
    answer = helper.make_tensor_value_info('probabilities', TensorProto.FLOAT, ['n', classes])
    model = helper.make_model(
        helper.make_graph(graph.nodes, 'garments', [picture], [answer], graph.constants),
        producer_name='cdk-image-classifier', ir_version=8, opset_imports=[helper.make_opsetid('', 17)],
    )
    onnx.checker.check_model(model)
    return model


def export(path, network, manifest, temperature, half=True):
    """The manifest says the size of the pictures and how many classes there are."""
    size, classes = manifest['preprocess']['resize'], len(manifest['labels'])
    model = build(network.float().eval(), classes, temperature, size['width'], size['height'], half)
    helper.set_model_props(model, {KEY: json.dumps(manifest, separators=(',', ':'))})
    onnx.save(model, path)
