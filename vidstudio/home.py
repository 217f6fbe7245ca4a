"""Where this installation keeps what is its own: database, files, models, temporary files."""

from pathlib import Path

from vidstudio import env

BASE_DIR = Path(__file__).resolve().parent.parent
HOME_DIR = Path(env.text("VIDSTUDIO_HOME", str(BASE_DIR / "var"))).resolve()
HOME_DIR.mkdir(parents=True, exist_ok=True)
