"""Writes ONNX graphs node by node, so that names, shapes and sharing are what the network says."""
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper


class Graph:
    """Nodes and initializers in the making. An initializer is stored once per name."""

    def __init__(self):
        self.nodes, self.initializers = [], {}

    def node(self, op: str, inputs: list[str], name: str, **attributes) -> str:
        self.nodes.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name

    def weight(self, name: str, value: torch.Tensor) -> str:
        return self.constant(name + ".w", value.detach().cpu().numpy().astype(np.float32))

    def shape(self, sizes: list[int]) -> str:
        return self.constant("shape_" + "_".join(map(str, sizes)), np.array(sizes, np.int64))

    def constant(self, name: str, value: np.ndarray) -> str:
        held = self.initializers.setdefault(name, value)
        assert np.array_equal(held, value), name
        return name

    def linear(self, x: str, layer: torch.nn.Linear, name: str) -> str:
        return self.node("Gemm", [x, self.weight(name, layer.weight), self.weight(name + "_bias", layer.bias)], name, transB=1)

    def norm(self, x: str, layer, name: str) -> str:
        parts = {"scale": layer.weight, "shift": layer.bias, "mean": layer.running_mean, "variance": layer.running_var}
        inputs = [self.weight(f"{name}_{part}", value) for part, value in parts.items()]
        return self.node("BatchNormalization", [x, *inputs], name, epsilon=layer.eps)

    def layer_norm(self, x: str, layer, name: str) -> str:
        inputs = [self.weight(name + "_scale", layer.weight), self.weight(name + "_shift", layer.bias)]
        return self.node("LayerNormalization", [x, *inputs], name, axis=-1, epsilon=layer.eps)

    def shuffle(self, x: str, shape: list[int], groups: int, name: str) -> str:
        if groups == 1:
            return x
        *rest, channels = shape
        x = self.node("Reshape", [x, self.shape([*rest, groups, channels // groups])], name + "_split")
        rank = len(shape)
        x = self.node("Transpose", [x], name, perm=[*range(rank - 1), rank, rank - 1])
        return self.node("Reshape", [x, self.shape(shape)], name + "_join")

    def model(self, network: torch.nn.Module) -> onnx.ModelProto:
        """A model for one image: `image` float32 [1, 1, 28, 28] in 0..1 to `logits` float32 [1, 10]."""
        self.nodes.append(helper.make_node("Identity", [network.write(self, "image")], ["logits"], name="logits"))
        inputs = [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 1, 28, 28])]
        outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 10])]
        tensors = [numpy_helper.from_array(value, name) for name, value in self.initializers.items()]
        graph = helper.make_graph(self.nodes, "network", inputs, outputs, tensors)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="onnc test-models/train")
        onnx.checker.check_model(model, full_check=True)
        return model
