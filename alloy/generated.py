"""The modules of Alloy that are made from the table of masks, and where they are kept.

`python -m alloy.generated` writes them; a test checks that they are current.
"""

from collections.abc import Mapping
from pathlib import Path

from alloy.mask_logs import mask_logs
from alloy.mask_metrics import mask_metrics
from alloy.mask_otlp import mask_otlp

FOLDER = Path(__file__).resolve().parent


def generated() -> Mapping[Path, str]:
    """The text of each generated module, by its file."""
    return {
        FOLDER / "mask_logs.alloy": mask_logs(),
        FOLDER / "mask_metrics.alloy": mask_metrics(),
        FOLDER / "mask_otlp.alloy": mask_otlp(),
    }


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text)
