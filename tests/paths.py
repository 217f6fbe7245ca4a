"""Where the repository is, and where samples may lie beside it: without them their tests are skipped."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"
