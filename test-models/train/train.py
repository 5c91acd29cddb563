"""Trains one network on MNIST and writes it as ONNX: python3 train.py NAME --data FOLDER --out FOLDER [--seed N].

Needs Python 3.12 with torch, onnx and onnxruntime; takes a GPU if there is one. Softmax cross-entropy, AdamW, one-cycle learning
rate, images moved by up to two pixels. For `mnist-cnn-sparse` each layer's smallest weights are masked while it trains, the
share growing along the cubic curve of Zhu & Gupta (arXiv 1710.01878) from epoch 2 to two thirds of the training, with an L2 term.
"""
import argparse
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch.nn import functional as F

from data import load
from graph import Graph
from networks import Cnn, Mixer, Mlp

networks = {
    "mnist-cnn": lambda: Cnn(),
    "mnist-cnn-sparse": lambda: Cnn(),
    "mnist-mlp": lambda: Mlp(share=False, blend=False),
    "mnist-mlp-shared": lambda: Mlp(share=True, blend=False),
    "mnist-mlp-blended": lambda: Mlp(share=True, blend=True),
    "mnist-mixer": lambda: Mixer(share=False, blend=False),
    "mnist-mixer-shared": lambda: Mixer(share=True, blend=False),
    "mnist-mixer-blended": lambda: Mixer(share=True, blend=True),
}
# Share of zeros at the end; the first layer and the last, which have few weights, are left denser.
sparsities = {"mnist-cnn-sparse": {"conv1": 0.3, "conv2": 0.75, "fc1": 0.9, "fc2": 0.5}}
l2 = {"mnist-cnn-sparse": 1e-4}
epochs_of = {"mnist-mixer": 40, "mnist-mixer-shared": 40, "mnist-mixer-blended": 40}


class Pruning:
    """Masks of the smallest weights by layer."""

    def __init__(self, network, targets: dict[str, float], first: int, last: int):
        self.layers = [(getattr(network, name).weight, target) for name, target in targets.items()]
        self.masks = [torch.ones_like(weight) for weight, _ in self.layers]
        self.first, self.last = first, last

    def choose(self, step: int) -> None:
        """Masks for this step: sparsity target * (1 - (1 - progress)^3)."""
        progress = min(max((step - self.first) / (self.last - self.first), 0), 1)
        for i, (weight, target) in enumerate(self.layers):
            zeros = round(weight.numel() * target * (1 - (1 - progress) ** 3))
            order = weight.detach().abs().flatten().argsort()
            mask = torch.ones_like(order, dtype=weight.dtype)
            mask[order[:zeros]] = 0
            self.masks[i] = mask.reshape(weight.shape)

    def apply(self) -> None:
        with torch.no_grad():
            for (weight, _), mask in zip(self.layers, self.masks):
                weight.mul_(mask)


def moved(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """A batch moved by up to two pixels each way, dark at the edge."""
    dy, dx = (int(torch.randint(0, 5, (1,), generator=generator)) for _ in range(2))
    return F.pad(images, (2, 2, 2, 2))[:, :, dy : dy + 28, dx : dx + 28]


def train(name: str, data: str, seed: int, epochs: int, batch: int = 256):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    images, labels = load(data, "train", device)
    network = networks[name]().to(device)
    steps = epochs * (len(images) // batch)
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=l2.get(name, 1e-2))
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps)
    pruning = Pruning(network, sparsities.get(name, {}), 2 * steps // epochs, 2 * steps // 3)
    step = 0
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=generator).to(device)
        for part in order.split(batch):
            if len(part) < batch:
                continue
            loss = F.cross_entropy(network(moved(images[part], generator)), labels[part])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            rate.step()
            if step % 50 == 0 and step <= pruning.last + 50:
                pruning.choose(step)
            pruning.apply()
            step += 1
    return network.eval()


def correct(model: bytes, data: str) -> tuple[int, int]:
    """Right answers among the test images, in ONNX Runtime."""
    images, labels = load(data, "t10k", "cpu")
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    answers = [int(session.run(None, {"image": image[None].numpy()})[0].argmax()) for image in images]
    return int((np.array(answers) == labels.numpy()).sum()), len(labels)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=networks)
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int)
    options = parser.parse_args()
    epochs = options.epochs or epochs_of.get(options.name, 24)
    network = train(options.name, options.data, options.seed, epochs).cpu()
    model = Graph().model(network).SerializeToString()
    Path(options.out, options.name + ".onnx").write_bytes(model)
    right, count = correct(model, options.data)
    print(f"{options.name}: {right} of {count}", flush=True)


main()
