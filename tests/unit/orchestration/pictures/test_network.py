"""The picture of the network: what stands is in it, what is missing is red, nothing is fetched."""

import re
from base64 import b64decode
from xml.etree import ElementTree as ET

from crm_infra.orchestration.pages.network import subnet_rows
from crm_infra.orchestration.pictures.canvas import RED, Canvas, inline_image
from crm_infra.orchestration.pictures.network import network_picture
from tests.fakes.standing import NODES, nodes_subnet, sound_network

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_shows_regions_ranges_nat_peering_and_rules() -> None:
    said = words(network_picture(sound_network(), "network in dev"))
    for expected in (
        "network in dev",
        "us-central1",
        "primary",
        "crm-nodes-us-central1",
        "10.0.0.0/20",
        "pods 10.1.0.0/16  services 10.0.64.0/20",
        "203.0.113.80",
        "10.0.32.0/20",
        "Google's network, peered: peer.example.com",
        "to-external-services",
        "every machine → anywhere",
        "everything",
    ):
        assert expected in said, expected


def test_what_a_subnet_lacks_is_red() -> None:
    def badge_colours(logs: list[dict[str, float]]) -> set[str]:
        kept = [one for one in sound_network() if one.address != NODES]
        svg = network_picture([*kept, nodes_subnet(log_config=logs)], "x")
        return {
            str(element.get("fill"))
            for element in ET.fromstring(svg).iter(f"{SVG}text")
            if element.text == "logs"
        }

    assert RED not in badge_colours([{"flow_sampling": 0.1}])
    assert RED in badge_colours([])


def test_without_a_network_there_is_no_picture() -> None:
    assert network_picture([], "x") == ""


def test_names_cannot_break_out_of_the_picture() -> None:
    kept = [one for one in sound_network() if one.address != NODES]
    evil = nodes_subnet(name='</text><script>alert("x")</script>')
    svg = network_picture([*kept, evil], '<b>"&')
    assert "<script>" not in svg
    assert ET.fromstring(svg).find(f"{SVG}title") is not None


def test_is_an_inline_image() -> None:
    canvas = Canvas(10, 10)
    shown = inline_image(canvas.svg("t"), "t")
    encoded = re.fullmatch(r"!\[t\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", shown)
    assert encoded
    assert b64decode(encoded.group(1)).decode() == canvas.svg("t")


def test_the_same_as_rows() -> None:
    nodes, proxies = subnet_rows(sound_network())
    assert nodes["NAT"] == nodes["flow logs"] == "yes"
    assert nodes["for"] == "pods 10.1.0.0/16, services 10.0.64.0/20"
    assert proxies["NAT"] == proxies["flow logs"] == "-"
