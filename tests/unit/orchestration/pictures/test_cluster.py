"""The picture of the clusters: pools node by node, and the region in which none stands."""

from xml.etree import ElementTree as ET

from crm_infra.checks.model import Seen
from crm_infra.environments import load_environment
from crm_infra.orchestration.pictures.cluster import cluster_picture
from tests.fakes.clusters import pool, sound_cluster

SVG = "{http://www.w3.org/2000/svg}"
DEV, PROD = load_environment("dev"), load_environment("prod")


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def squares(svg: str) -> tuple[int, int]:
    """Nodes that stand, and nodes that may still come."""
    found = [one for one in ET.fromstring(svg).iter(f"{SVG}rect") if one.get("width") == "13"]
    waiting = sum(one.get("stroke-dasharray") is not None for one in found)
    return len(found) - waiting, waiting


def test_shows_pools_with_their_limits_and_what_runs_beside_them() -> None:
    said = words(cluster_picture(Seen(sound_cluster(), environment=DEV), "cluster in dev"))
    for expected in (
        "cluster in dev",
        "us-central1",
        "primary",
        "crm-us-central1, channel regular, Kubernetes 1.35.8-gke.1000000",
        "1 to 3 of e2-standard-2, 1 zone",
        "spot",
        "tainted",
        "service contact-import, job ai-scoring",
        "Pub/Sub: contact-import, contact-import-dead",
    ):
        assert expected in said, expected


def test_a_region_without_a_cluster_is_dashed_and_said() -> None:
    svg = cluster_picture(Seen(sound_cluster(), environment=DEV), "x")
    assert "no cluster stands here" in words(svg)
    both = sound_cluster("us-central1", "us-east1")
    assert "no cluster stands here" not in words(cluster_picture(Seen(both, environment=PROD), "x"))


def test_a_filled_square_is_a_node_that_stands() -> None:
    standing = [one for one in sound_cluster() if one.values.get("name") != "backend"]
    many = pool(
        "backend",
        node_count=4,
        autoscaling=[{"total_min_node_count": 1, "total_max_node_count": 100}],
    )
    svg = cluster_picture(Seen((*standing, many), environment=DEV), "x")
    assert squares(svg) == (1 + 1 + 4, 2 + 2 + 20)
    assert "4 now, 76 more may come" in words(svg)


def test_without_a_cluster_there_is_no_picture() -> None:
    assert cluster_picture(Seen((), environment=DEV), "x") == ""


def test_names_cannot_break_out_of_the_picture() -> None:
    svg = cluster_picture(Seen((*sound_cluster(), pool('</text><script>alert("x")'))), "x")
    assert "<script>" not in svg
    ET.fromstring(svg)
