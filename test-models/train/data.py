"""MNIST's files (http://yann.lecun.com/exdb/mnist, the idx format) as tensors on the device that trains."""
import gzip
from pathlib import Path

import numpy as np
import torch


def read_idx(file: Path) -> np.ndarray:
    """The bytes of an idx file of unsigned bytes, in its own shape."""
    content = gzip.decompress(file.read_bytes())
    rank = content[3]
    shape = np.frombuffer(content, ">i4", rank, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


def load(folder: str, part: str, device: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Images float32 [N, 1, 28, 28] in 0..1 and labels int64 [N] of `train` or `t10k`."""
    images = read_idx(Path(folder) / f"{part}-images-idx3-ubyte.gz")
    labels = read_idx(Path(folder) / f"{part}-labels-idx1-ubyte.gz")
    pixels = torch.tensor(images[:, None], dtype=torch.float32, device=device) / 255
    return pixels, torch.tensor(labels.astype(np.int64), device=device)
