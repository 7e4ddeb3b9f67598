"""The acoustic model: a time-delay network with narrow waists (TDNN-F), cheap enough for one slow core.

It sees 30 cepstra a frame and answers once in three frames (what Vosk wants: 30 ms). Answer i is centred on frame 3i
and looks CONTEXT frames to both sides. All that is in it can be written as affine maps, rectifiers and sums, which is
all that `export` needs: batch normalisation folds away.
"""

import torch
from torch import Tensor, nn

from .features import DIMENSIONS
from .phones import PDFS

SPLICE = 3  # frames to each side that the first layer sees
STRIDE = 3  # frames for each answer
DILATIONS = (1, 1, 1, 1, 2, 2, 2, 1)  # in answers
CONTEXT = SPLICE + STRIDE * sum(DILATIONS)  # frames
BYPASS = 0.66  # the share of a block's input that is added to its output, as in Kaldi's own recipes
WAIST_OUT = 160


class Block(nn.Module):
    """Three neighbouring answers through a narrow linear waist, widened, rectified, added to the middle one."""

    def __init__(self, width: int, waist: int, dilation: int) -> None:
        super().__init__()
        self.narrow = nn.Linear(3 * width, waist, bias=False)
        self.widen = nn.Linear(waist, width)
        self.norm = nn.BatchNorm1d(width, affine=False)
        self.dilation = dilation

    def forward(self, x: Tensor, shake: float) -> Tensor:
        d, (batch, length, _) = self.dilation, x.shape
        kept = length - 2 * d
        spliced = torch.cat([x[:, :kept], x[:, d : d + kept], x[:, 2 * d :]], 2)
        y = self.widen(self.narrow(spliced.reshape(batch * kept, -1)))
        y = torch.relu(self.norm(y)).view(batch, kept, -1)
        if self.training and shake:
            y = y * (1 + (torch.rand(batch, 1, y.shape[2], dtype=y.dtype) * 2 - 1) * 2 * shake)
        return torch.add(y, x[:, d : d + kept], alpha=BYPASS)


class Network(nn.Module):
    """(batch, 3 n + 2 CONTEXT, DIMENSIONS) features less their mean -> (batch, n, PDFS) scores."""

    def __init__(self, width: int = 384, waist: int = 128) -> None:
        super().__init__()
        self.width, self.waist = width, waist
        self.first = nn.Linear((2 * SPLICE + 1) * DIMENSIONS, width)
        self.norm = nn.BatchNorm1d(width, affine=False)
        self.blocks = nn.ModuleList(Block(width, waist, d) for d in DILATIONS)
        self.before = nn.Linear(width, WAIST_OUT, bias=False)
        self.out = nn.Linear(WAIST_OUT, PDFS)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor, shake: float = 0.0) -> Tensor:
        batch = x.shape[0]
        spliced = x.unfold(1, 2 * SPLICE + 1, STRIDE).transpose(2, 3)
        length = spliced.shape[1]
        y = torch.relu(self.norm(self.first(spliced.reshape(batch * length, -1)))).view(batch, length, -1)
        for block in self.blocks:
            y = block(y, shake)
        return self.out(self.before(y))  # type: ignore[no-any-return]
