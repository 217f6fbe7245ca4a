"""Packs the style vectors of the natural voices: generation/local/speech/neural/styles.npz.

    npm pack kokoro-js@1.2.1 && tar xzf kokoro-js-1.2.1.tgz package/voices
    .venv/bin/python docs/tools/pack_voices.py package/voices

A voice of Kokoro-82M is a table of vectors, one for each number of sounds in what is said. The child process
says at most 250 at once: later rows are left out, and half precision is all that is heard. The same files
give the same bytes. Licence and origin: docs/third-party.md.
"""

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
ROWS, WIDTH = 256, 256
VOICES = (
    *("af_heart", "af_kore", "af_sarah", "bf_emma", "am_michael", "am_puck", "am_fenrir", "bm_george"),
    *("ef_dora", "em_alex", "ff_siwis", "if_sara", "im_nicola", "pf_dora", "pm_alex"),
)


def main(folder: str) -> None:
    tables = {
        name: np.fromfile(Path(folder) / f"{name}.bin", "<f4").reshape(-1, WIDTH)[:ROWS].astype(np.float16)
        for name in VOICES
    }
    np.savez_compressed(ROOT / "generation/local/speech/neural/styles.npz", **tables)


if __name__ == "__main__":
    main(sys.argv[1])
