"""The networks, each as a torch module and as the ONNX graph of the same weights.

A network draws itself: `write(g, x)` adds its nodes to a graph builder and returns the name of the logits. Shared matrices are one
initializer in the graph, a transposed use is `transB` or a Transpose of it, a shuffle is Reshape, Transpose, Reshape.
"""
import torch
from torch import nn
from torch.nn import functional as F


def shuffle(x: torch.Tensor, groups: int) -> torch.Tensor:
    """ShuffleNet's channel shuffle of the last axis (arXiv 1707.01083): read [groups, C / groups] by columns."""
    return x.unflatten(-1, (groups, -1)).transpose(-1, -2).flatten(-2)


class Cnn(nn.Module):
    """Conv 16@3x3, BN, ReLU, pool; Conv 32@3x3, BN, ReLU, pool; FC 64, ReLU; FC 10: 106,154 weights without BN's."""

    def __init__(self):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16)
        self.conv2, self.norm2 = nn.Conv2d(16, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32)
        self.fc1, self.fc2 = nn.Linear(1568, 64), nn.Linear(64, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm1(self.conv1(x))), 2)
        x = F.max_pool2d(F.relu(self.norm2(self.conv2(x))), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))

    def write(self, g, x):
        for name in ("1", "2"):
            conv, norm = getattr(self, "conv" + name), getattr(self, "norm" + name)
            x = g.node("Conv", [x, g.weight("conv" + name, conv.weight)], "conv" + name, kernel_shape=[3, 3], pads=[1, 1, 1, 1])
            x = g.node("Relu", [g.norm(x, norm, "norm" + name)], "relu" + name)
            x = g.node("MaxPool", [x], "pool" + name, kernel_shape=[2, 2], strides=[2, 2])
        x = g.node("Flatten", [x], "flatten")
        x = g.node("Relu", [g.linear(x, self.fc1, "fc1")], "relu3")
        return g.linear(x, self.fc2, "fc2")


class Mlp(nn.Module):
    """784 to 128, eight hidden layers of 128 x 128 with BN and ReLU, 128 to 10.

    share: all hidden layers use one matrix. blend: every other one uses it transposed, and the outputs of layer i are shuffled
    in 2^(i // 2) groups, so that layers of one matrix differ (Reuse & Blend, arXiv 2409.01836).
    """

    layers = 8

    def __init__(self, share: bool, blend: bool):
        super().__init__()
        self.share, self.blend = share, blend
        self.first, self.last = nn.Linear(784, 128), nn.Linear(128, 10)
        self.hidden = nn.ParameterList(torch.randn(128, 128) * (2 / 128) ** 0.5 for _ in range(1 if share else self.layers))
        self.norms = nn.ModuleList(nn.BatchNorm1d(128) for _ in range(self.layers))

    def groups(self, layer: int) -> int:
        return 2 ** (layer // 2) if self.blend else 1

    def turned(self, layer: int) -> bool:
        return self.blend and layer % 2 == 1

    def forward(self, x):
        x = F.relu(self.first(x.flatten(1)))
        for i in range(self.layers):
            matrix = self.hidden[0 if self.share else i]
            y = F.linear(x, matrix.t() if self.turned(i) else matrix)
            x = shuffle(F.relu(self.norms[i](y)), self.groups(i))
        return self.last(x)

    def write(self, g, x):
        x = g.node("Flatten", [x], "flatten")
        x = g.node("Relu", [g.linear(x, self.first, "first")], "relu_first")
        for i in range(self.layers):
            index = 0 if self.share else i
            matrix = g.weight("hidden" if self.share else f"hidden{i}", self.hidden[index])
            x = g.node("Gemm", [x, matrix], f"gemm{i}", transB=0 if self.turned(i) else 1)
            x = g.node("Relu", [g.norm(x, self.norms[i], f"norm{i}")], f"relu{i}")
            x = g.shuffle(x, [1, 128], self.groups(i), f"shuffle{i}")
        return g.linear(x, self.last, "last")


class Mixer(nn.Module):
    """An MLP-Mixer (arXiv 2105.01601) of eight blocks: 49 patches of 4x4, 64 channels, 64 wide over tokens, 128 over channels.

    share: all blocks use one block's matrices, each with biases and norms of its own. blend: besides, the second matrix of each MLP
    is the first one transposed, and the hidden channels of block i are shuffled in 2^(i % 4) groups.
    """

    blocks, tokens, channels, token_width, channel_width = 8, 49, 64, 64, 128

    def __init__(self, share: bool, blend: bool):
        super().__init__()
        self.share, self.blend = share, blend
        sets = 1 if share else self.blocks
        t, c, tw, cw = self.tokens, self.channels, self.token_width, self.channel_width
        matrix = lambda a, b: nn.ParameterList(torch.randn(a, b) * a**-0.5 for _ in range(sets))
        bias = lambda width: nn.ParameterList(torch.zeros(width) for _ in range(self.blocks))
        self.patch = nn.Conv2d(1, c, 4, stride=4)
        self.token_in, self.channel_in = matrix(t, tw), matrix(c, cw)
        if not blend:
            self.token_out, self.channel_out = matrix(tw, t), matrix(cw, c)
        self.token_in_bias, self.token_out_bias = bias(tw), bias(t)
        self.channel_in_bias, self.channel_out_bias = bias(cw), bias(c)
        self.token_norm = nn.ModuleList(nn.LayerNorm(c) for _ in range(self.blocks))
        self.channel_norm = nn.ModuleList(nn.LayerNorm(c) for _ in range(self.blocks))
        self.norm, self.head = nn.LayerNorm(c), nn.Linear(c, 10)

    def groups(self, block: int) -> int:
        return 2 ** (block % 4) if self.blend else 1

    def matrices(self, kind: str, block: int):
        index = 0 if self.share else block
        first = getattr(self, kind + "_in")[index]
        return first, first.t() if self.blend else getattr(self, kind + "_out")[index]

    def mix(self, x, kind, block):
        first, second = self.matrices(kind, block)
        y = F.relu(x @ first + getattr(self, kind + "_in_bias")[block])
        return shuffle(y, self.groups(block)) @ second + getattr(self, kind + "_out_bias")[block]

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        for b in range(self.blocks):
            x = x + self.mix(self.token_norm[b](x).transpose(1, 2), "token", b).transpose(1, 2)
            x = x + self.mix(self.channel_norm[b](x), "channel", b)
        return self.head(self.norm(x).mean(1))

    def write_mix(self, g, x, kind, block, rows):
        name = f"block{block}_{kind}"
        suffix = "" if self.share else str(block)
        first, second = self.matrices(kind, block)
        into = g.weight(f"{kind}_in{suffix}", first)
        if self.blend:
            out_of = g.node("Transpose", [into], f"{name}_transposed", perm=[1, 0])
        else:
            out_of = g.weight(f"{kind}_out{suffix}", second)
        y = g.node("MatMul", [x, into], f"{name}_in")
        y = g.node("Add", [y, g.weight(f"{name}_in_bias", getattr(self, kind + "_in_bias")[block])], f"{name}_in_add")
        y = g.shuffle(g.node("Relu", [y], f"{name}_relu"), [1, rows, first.shape[1]], self.groups(block), f"{name}_shuffle")
        y = g.node("MatMul", [y, out_of], f"{name}_out")
        return g.node("Add", [y, g.weight(f"{name}_out_bias", getattr(self, kind + "_out_bias")[block])], f"{name}_out_add")

    def write(self, g, x):
        turn = lambda y, name: g.node("Transpose", [y], name, perm=[0, 2, 1])
        x = g.node("Conv", [x, g.weight("patch", self.patch.weight), g.weight("patch_bias", self.patch.bias)], "patch",
                   kernel_shape=[4, 4], strides=[4, 4])
        x = turn(g.node("Reshape", [x, g.shape([1, self.channels, self.tokens])], "patches"), "tokens")
        for b in range(self.blocks):
            y = turn(g.layer_norm(x, self.token_norm[b], f"block{b}_token_norm"), f"block{b}_token_turn")
            y = turn(self.write_mix(g, y, "token", b, self.channels), f"block{b}_token_back")
            x = g.node("Add", [x, y], f"block{b}_token_add")
            y = self.write_mix(g, g.layer_norm(x, self.channel_norm[b], f"block{b}_channel_norm"), "channel", b, self.tokens)
            x = g.node("Add", [x, y], f"block{b}_channel_add")
        x = g.node("ReduceMean", [g.layer_norm(x, self.norm, "norm")], "mean", axes=[1], keepdims=0)
        return g.linear(x, self.head, "head")
