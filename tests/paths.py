"""Where the repository is, and the samples that may lie beside it: tests skip themselves where these are not there."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"
