"""From high dynamic range and wide colours to what every screen shows: PQ, HLG, BT.2020, P3 become BT.709.

A phone's clip is bright far beyond white. Up to three quarters of the light of white paper (203 cd/m² by
ITU-R BT.2408) all is as bright as in an ordinary clip; what is brighter is rolled off below white, paper
itself to 96 % of the signal. Colours that BT.709 has not are cut to it.
The whole is one table of colours, so that any decoder's picture passes through it quickly.
"""

from functools import lru_cache

import numpy as np

# AVColorTransferCharacteristic and AVColorPrimaries of FFmpeg.
PQ, HLG = 16, 18
BT2020, P3 = 9, 12
# Colours a side of the table has.
_STEPS = 49
_WHITE = 203.0
# From this share of white on, light is rolled off.
_KNEE = 0.75
# Light of these primaries to that of BT.709; all have the white of D65.
_BT2020_TO_709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]
)
_P3_TO_709 = np.array([[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]])


def is_wide(frame):
    """Whether a decoded picture needs the table: PQ, HLG, or the colours of BT.2020 or P3."""
    return frame.color_trc in (PQ, HLG) or frame.color_primaries in (BT2020, P3)


@lru_cache(maxsize=3)
def table(transfer, primaries=BT2020):
    """The text of a .cube file for FFmpeg's lut3d: R'G'B' of a transfer and primaries to that of BT.709."""
    axis = np.linspace(0, 1, _STEPS)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    signal = np.stack([red, green, blue], -1).reshape(-1, 3)
    light = {PQ: _pq, HLG: _hlg}.get(transfer, _ordinary)(signal)
    light = light @ (_P3_TO_709 if primaries == P3 else _BT2020_TO_709).T
    rows = _gamma(_rolled_off(light) if transfer in (PQ, HLG) else light.clip(0, 1))
    lines = map("%.5f %.5f %.5f".__mod__, map(tuple, rows.tolist()))
    return "\n".join([f"LUT_3D_SIZE {_STEPS}", *lines, ""])


def _pq(signal):
    """SMPTE ST 2084 to light, 1.0 is white paper."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    root = signal ** (1 / m2)
    return 10000 * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1) / _WHITE


def _hlg(signal):
    """ARIB STD-B67, on a screen of 1000 cd/m², to light."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    luminance = scene @ np.array([0.2627, 0.678, 0.0593])
    return 1000 * scene * np.maximum(luminance, 1e-6)[:, None] ** 0.2 / _WHITE


def _ordinary(signal):
    return signal**2.4


def _rolled_off(light):
    """Light of 0..1; what is brighter than the knee comes ever closer to white, its hue kept."""
    most = np.maximum(light.max(1, keepdims=True), 1e-6)
    room = 1 - _KNEE
    held = np.where(most > _KNEE, _KNEE + room * (1 - np.exp(-np.maximum(most - _KNEE, 0) / room)), most)
    return (light * held / most).clip(0, 1)


def _gamma(light):
    return light ** (1 / 2.4)
