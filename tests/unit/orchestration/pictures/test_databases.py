"""The picture of the databases: who replicates to whom, and what survives which loss."""

from xml.etree import ElementTree as ET

from crm_infra.checks.model import Seen
from crm_infra.environments import load_environment
from crm_infra.orchestration.pictures.canvas import GREEN, RED
from crm_infra.orchestration.pictures.databases import databases_picture
from tests.fakes.databases import sound_databases

SVG = "{http://www.w3.org/2000/svg}"
DEV, PROD = load_environment("dev"), load_environment("prod")


def texts(svg: str) -> list[tuple[str, str]]:
    found = ET.fromstring(svg).iter(f"{SVG}text")
    return [(element.text or "", element.get("fill") or "") for element in found]


def words(svg: str) -> list[str]:
    return [text for text, _ in texts(svg)]


def test_shows_nodes_over_the_regions_and_one_primary() -> None:
    seen = Seen(sound_databases(three=True), environment=PROD)
    said = words(databases_picture(seen, "databases in prod"))
    assert (said.count("primary"), said.count("secondary")) == (2, 4), "one is the region's role"
    for expected in (
        "databases in prod",
        "witness",
        "priority 7, M10, 10 GB",
        "MongoDB 8.0, M10 to M20, 5 voting nodes, majority 3",
        "daily, hourly, monthly, weekly, log",
        "1 GB, one node, a cache",
        "10.0.16.2",
    ):
        assert expected in said, expected


def test_says_what_survives_which_loss_in_green_and_what_does_not_in_red() -> None:
    three = Seen(sound_databases(three=True), environment=PROD)
    fates = [shade for text, shade in texts(databases_picture(three, "x")) if "are left" in text]
    assert fates == [GREEN, GREEN, GREEN]
    one = Seen(sound_databases(), environment=DEV)
    fates = [shade for text, shade in texts(databases_picture(one, "x")) if "are left" in text]
    assert fates == [RED]


def test_a_region_without_nodes_is_dashed_though_copies_lie_there() -> None:
    svg = databases_picture(Seen(sound_databases(), environment=DEV), "x")
    assert "no nodes of MongoDB" in words(svg)
    assert "daily, hourly, monthly, weekly, log" in words(svg)


def test_neighbours_with_nodes_are_joined() -> None:
    def joined(seen: Seen) -> int:
        return databases_picture(seen, "x").count('d="M')

    assert joined(Seen(sound_databases(three=True), environment=PROD)) == 2
    assert joined(Seen(sound_databases(), environment=DEV)) == 0


def test_without_a_cluster_there_is_no_picture() -> None:
    assert databases_picture(Seen(()), "x") == ""
