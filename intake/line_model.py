"""The second engine's model, cut down to the letters that Europeans write.

Three quarters of its 18,710 letters are Chinese: weighing them all at every place of a line costs a sixth of the time
and ten megabytes. So the network is run without its last layer, and that layer for our letters alone is ours to apply:

    places by features ─the network─→ · weights + bias, softmax → places by letters

The network wants lines 48 pixels high. Rows are averaged before letters are told, so it reads lines of 32 as well when
their letters fill them, at two thirds of the cost: `lowered` makes it one for those.

The file is ONNX, a Protocol Buffers message (github.com/onnx/onnx, onnx.proto3): read here as far as this needs.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_MODEL_GRAPH = 7
_NODE, _INITIALIZER, _INPUT, _OUTPUT, _SHAPE = 1, 5, 11, 12, 13  # of a GraphProto; shapes are notes for a reader
_INPUTS, _OUTPUTS, _OPERATION = 1, 2, 4  # of a NodeProto
_DIMS, _NAME, _RAW = 1, 8, 9  # of a TensorProto
_VARINT, _LONG, _BYTES, _SHORT = 0, 1, 2, 5  # wire types
_FLOAT = bytes([0x12, 4, 0x0A, 2, 0x08, 1])  # type { tensor_type { elem_type: FLOAT } } of a ValueInfoProto

HIGH, LOW = 48, 32
"""Pixels: the height of a line that the model was trained on, and that of a line for the network `lowered`."""

_ROW = 16  # pixels of a line to one row before the average
_DIM_VALUE = b"\x0a\x02\x08%c"  # a dimension of a TensorShapeProto
_AVERAGED = b"kernel_shape@%c@\x02"  # the rows and columns of which an AveragePool takes the mean

STROKES = "p2o.pd_op.add.51.0"
"""What the network makes of strokes before it gathers them to letters: features by rows by columns of a line."""

Floats = npt.NDArray[np.float32]
_Field = tuple[int, int, int, int]
"""A field: its number, where it begins (with its tag), where its content begins and ends."""


@dataclass(frozen=True, slots=True)
class LineModel:
    """The network as ONNX that ends in features, and its last layer: `weights` (features by letters) and `bias`."""

    network: bytes = field(repr=False)  # it has a second output, STROKES
    weights: Floats = field(repr=False)
    bias: Floats = field(repr=False)


def cut_model(file: Path) -> LineModel:
    """The model in two parts. Raises ValueError when its end is not: features by weights, plus bias, softmax."""
    whole = file.read_bytes()
    graph = next(each for each in _fields(whole, 0, len(whole)) if each[0] == _MODEL_GRAPH)
    parts = list(_fields(whole, graph[2], graph[3]))
    tensors = {name: each for each in parts if each[0] == _INITIALIZER for name in [_name(whole, each)]}
    nodes = {outputs[0]: _Node(operation, inputs, each) for each in parts if each[0] == _NODE
             for operation, inputs, outputs in [_node(whole, each)]}  # fmt: skip
    last = _last_layer(nodes, tensors)
    gone = {*last.parts, tensors[last.weights], tensors[last.bias]}
    kept = b"".join(whole[each[1] : each[3]] for each in parts if each[0] != _OUTPUT and each not in gone)
    if STROKES not in nodes:
        raise ValueError("the model has no map of strokes where it was expected")
    outputs = (_packed(_OUTPUT, _packed(1, name.encode()) + _FLOAT) for name in (last.features, STROKES))
    body = kept + b"".join(outputs)
    network = whole[: graph[1]] + _packed(_MODEL_GRAPH, body) + whole[graph[3] :]
    return LineModel(network, _floats(whole, tensors[last.weights]), _floats(whole, tensors[last.bias]))


def lowered(network: bytes) -> bytes:
    """The network for lines of LOW pixels. Raises ValueError when it is not one for lines of HIGH."""
    graph = next(each for each in _fields(network, 0, len(network)) if each[0] == _MODEL_GRAPH)
    parts = (each for each in _fields(network, graph[2], graph[3]) if each[0] != _SHAPE)
    body = b"".join(_lower(network, part) for part in parts)
    return network[: graph[1]] + _packed(_MODEL_GRAPH, body) + network[graph[3] :]


def _lower(network: bytes, part: _Field) -> bytes:
    said = network[part[1] : part[3]]
    if part[0] == _INPUT:
        old, new = _DIM_VALUE % HIGH, _DIM_VALUE % LOW
    elif part[0] == _NODE and _node(network, part)[0] == "AveragePool":
        old, new = _AVERAGED % (HIGH // _ROW), _AVERAGED % (LOW // _ROW)
    else:
        return said
    if said.count(old) != 1:
        raise ValueError(f"the model's lines are not {HIGH} pixels high, or their rows are not averaged as expected")
    return said.replace(old, new)


class _Node(NamedTuple):
    operation: str
    inputs: list[str]
    part: _Field


class _Last(NamedTuple):
    """The names of what the last layer takes, and its nodes: what comes after the features."""

    features: str
    weights: str
    bias: str
    parts: list[_Field]


def _last_layer(nodes: Mapping[str, _Node], tensors: Container[str]) -> _Last:
    """Walked from the end: softmax of a sum of a bias and of features by weights."""
    found: list[str] = []
    parts: list[_Field] = []
    at = list(nodes)[-1]
    for wanted in ("Softmax", "Add", "MatMul"):
        while nodes[at].operation == "Identity":
            parts.append(nodes[at].part)
            at = nodes[at].inputs[0]
        node = nodes[at]
        if node.operation != wanted:
            raise ValueError(f"the model's last layer is {node.operation} where {wanted} was expected")
        parts.append(node.part)
        found += [name for name in node.inputs if name in tensors]
        at = next(name for name in node.inputs if name not in tensors)
    bias, weights = found
    return _Last(at, weights, bias, parts)


# --- Protocol Buffers


def _fields(data: bytes, start: int, end: int) -> Iterator[_Field]:
    at = start
    while at < end:
        tag, inside = _varint(data, at)
        wire = tag & 7
        if wire == _BYTES:
            length, inside = _varint(data, inside)
            after = inside + length
        elif wire == _VARINT:
            after = _varint(data, inside)[1]
        else:
            after = inside + {_LONG: 8, _SHORT: 4}[wire]
        yield tag >> 3, at, inside, after
        at = after


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def _packed(number: int, content: bytes) -> bytes:
    """A field of bytes."""
    return _as_varint(number << 3 | _BYTES) + _as_varint(len(content)) + content


def _as_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _node(data: bytes, part: _Field) -> tuple[str, list[str], list[str]]:
    said: dict[int, list[str]] = {_INPUTS: [], _OUTPUTS: [], _OPERATION: [""]}
    for number, _, inside, after in _fields(data, part[2], part[3]):
        if number in said:
            said[number].append(data[inside:after].decode())
    return said[_OPERATION][-1], said[_INPUTS], said[_OUTPUTS]


def _name(data: bytes, part: _Field) -> str:
    """A tensor's name."""
    within = (each for each in _fields(data, part[2], part[3]) if each[0] == _NAME)
    return next((data[each[2] : each[3]].decode() for each in within), "")


def _floats(data: bytes, part: _Field) -> Floats:
    """The numbers of a tensor of floats, which are kept as raw bytes."""
    within = list(_fields(data, part[2], part[3]))
    dims = [_varint(data, inside)[0] for number, _, inside, _ in within if number == _DIMS]
    raw = next(data[inside:after] for number, _, inside, after in within if number == _RAW)
    return np.frombuffer(raw, "<f4").reshape(dims).astype(np.float32)
