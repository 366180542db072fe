"""What was measured at the sizes of a corpus, kept beside it, so that a long run can be ended and gone on with."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Generic, TypeVar

from storage.records import DatelineError

P = TypeVar("P")


class Kept(Generic[P]):
    """Measurements by size.

    Args:
        path: The file that keeps them.
        seed: What the corpus is grown by.
        make: Makes a measurement of its fields: a dataclass.

    Raises:
        DatelineError: The corpus was grown by another seed.
    """

    def __init__(self, path: Path, seed: int, make: Callable[..., P]) -> None:
        told: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"seed": seed, "points": {}}
        if told["seed"] != seed:
            raise DatelineError(
                f"{path.parent} holds a corpus of --seed={told['seed']}: name that, or another folder"
            )
        self._path, self._seed = path, seed
        self._points = {int(size): make(**fields) for size, fields in told["points"].items()}
        self._write()

    def __contains__(self, size: int) -> bool:
        """Whether a size was measured."""
        return size in self._points

    def __getitem__(self, size: int) -> P:
        """Return what was measured at a size."""
        return self._points[size]

    def __setitem__(self, size: int, point: P) -> None:
        """Keep what was measured at a size."""
        self._points[size] = point
        self._write()

    def _write(self) -> None:
        points = {str(size): asdict(point) for size, point in self._points.items()}  # type: ignore[call-overload]
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps({"seed": self._seed, "points": points}))
        new.replace(self._path)
