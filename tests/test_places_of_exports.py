"""Countries and localities as OGP's files spell them, and the letters of OGP's ids."""

import builtins
from collections.abc import Mapping, Sequence

import pytest

from opengov.errors import MissingExtra
from opengov.formats import places
from opengov.formats.places import member_of, member_of_id
from opengov.model.members import Member, MemberKind


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("UK", "GBR"),
        ("United Kingdom", "GBR"),
        ("USA", "USA"),
        ("United States", "USA"),
        ("Macedonia", "MKD"),
        ("North Macedonia", "MKD"),
        ("South Korea", "KOR"),
        ("Republic of Korea", "KOR"),
        ("Turkey", "TUR"),
        ("Moldova", "MDA"),
        ("Tanzania", "TZA"),
        ("Kosovo", "XKX"),
        (" Czech  Republic ", "CZE"),
    ],
)
def test_spellings_of_countries(name: str, iso: str) -> None:
    """Each spelling is one country, whose name stays as printed."""
    assert member_of(name) == Member(id=iso, name=" ".join(name.split()))


def test_localities_have_ogps_code() -> None:
    """A locality keeps the code that OGP gives it, and lies in its country."""
    scotland = Member(id="GBSC", name="Scotland, United Kingdom", kind=MemberKind.LOCAL, country="GBR")
    assert member_of("Scotland, United Kingdom", "GBSC") == scotland
    assert member_of("Scotland, United Kingdom") == scotland
    assert member_of("Somewhere, Mexico", "MXSO") == Member(
        id="MXSO", name="Somewhere, Mexico", kind=MemberKind.LOCAL, country="MEX"
    )


def test_what_is_not_known_is_none() -> None:
    """No country is guessed."""
    assert [member_of("Atlantis"), member_of("", "QQQ"), member_of("", "QQSC"), member_of("")] == [None] * 4


@pytest.mark.parametrize(
    ("commitment", "member"),
    [
        ("UK0001", "GBR"),
        ("MO0018", "MAR"),
        ("XK0001", "XKX"),
        ("PNG0001", "PNG"),
        ("US0113", "USA"),
        ("US0113.1", "USA"),
        ("BUE0009", "ARBA"),
        ("SCO0001", "GBSC"),
        ("QQ0001", None),
        ("C01.1", None),
        ("", None),
    ],
)
def test_letters_of_ids(commitment: str, member: str | None) -> None:
    """OGP's letters are not always those of ISO 3166."""
    assert member_of_id(commitment) == member


def test_without_pycountry_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not installed the extra is told its name."""
    real = builtins.__import__

    def missing(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> object:
        if name == "pycountry":
            raise ImportError(name)
        return real(name, globals, locals, fromlist, level)

    places._alpha_3.cache_clear()  # noqa: SLF001
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtra, match=r"opengov-partnership\[irm\]"):
        member_of("Tunisia")
