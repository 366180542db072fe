"""What workers do for a re-extraction: parcels of stored pages in, what the present rules read in them out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler import reading
from crawler.extraction.rules import Rulebook
from crawler.parts import Packing, Row
from storage.parcels import Parcel


@dataclass(frozen=True, slots=True)
class Rereading:
    """Reads parcels of pages; a :class:`dateline.engines.Divisible` work.

    Attributes:
        rulebook: What extraction knows.
        packing: How results travel.
    """

    rulebook: Rulebook
    packing: Packing

    def __call__(self, payload: Parcel) -> bytes:
        """Read the pages of a parcel; of one that cannot be read, say why."""
        return self.packing.pack(self._row(single) for single in payload.singles())

    def _row(self, single: Parcel) -> Row:
        page_id = single.pages[0].page_id
        try:
            [(packed, page)] = single.open()
            return Row(page_id, read=reading.read(page, self.rulebook, packed.origin))
        except Exception as error:  # noqa: BLE001 - of whatever a page dies, it must not take the others with it
            return Row(page_id, trouble=f"{type(error).__name__}: {error}")

    def pieces(self, payload: Parcel) -> Iterator[Parcel]:
        """Yield a parcel for each page."""
        return payload.singles()

    def lost(self, piece: Parcel, why: str) -> bytes:
        """Say why a page could not be read."""
        return self.packing.pack([Row(piece.pages[0].page_id, trouble=why)])

    def join(self, results: Iterable[bytes]) -> bytes:
        """Put the readings of single pages together."""
        return self.packing.pack(row for result in results for row in self.packing.unpack(result))
