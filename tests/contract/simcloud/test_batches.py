"""Only changes that cannot reach each other are planned together."""

from tests.contract.simcloud.batches import Edit, together

TEXT = """\
provider "cloud" {
  region = "here"
}
resource "cloud_network" "a" {
  mtu  = 1
  name = "net"
}
resource "cloud_subnet" "b" {
  network = cloud_network.a.id
  size    = 2
}
resource "cloud_disk" "c" {
  gb = 3
}
"""
NETWORK = Edit("network", "mtu  = 1", "mtu  = 9")
NAME = Edit("name", '"net"', '"other"')
SUBNET = Edit("subnet", "size    = 2", "size    = 9")
DISK = Edit("disk", "gb = 3", "gb = 9")


def names(*edits: Edit) -> list[list[str]]:
    return [[edit.name for edit in batch.edits] for batch in together(TEXT, edits)]


def test_what_is_unconnected_shares_a_plan_with_all_changes_in_it() -> None:
    (batch,) = together(TEXT, [SUBNET, DISK])
    assert batch.text == TEXT.replace("= 2", "= 9").replace("= 3", "= 9")


def test_one_resource_or_what_refers_to_it_is_changed_once_per_plan() -> None:
    assert names(NETWORK, NAME, DISK, SUBNET) == [["network", "disk"], ["name"], ["subnet"]]


def test_a_reference_that_a_change_brings_counts() -> None:
    tied = Edit("tied", "gb = 3", "gb = cloud_network.a.mtu")
    assert names(NETWORK, tied) == [["network"], ["tied"]]


def test_what_lies_in_no_resource_is_planned_alone() -> None:
    assert names(Edit("region", '"here"', '"there"'), SUBNET, DISK) == [
        ["region"],
        ["subnet", "disk"],
    ]


def test_a_change_answers_for_all_that_no_other_one_reaches() -> None:
    (batch,) = together(TEXT, [SUBNET, DISK])
    asked = ("cloud_subnet.b", "cloud_network.a", "cloud_disk.c", 'cloud_disk.c["k"]')
    assert [batch.concerns("subnet", address) for address in asked] == [True, True, False, False]
