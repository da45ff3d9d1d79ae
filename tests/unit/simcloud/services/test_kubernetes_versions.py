"""Versions of Kubernetes Engine: channels, and what the beginning of a version means."""

import pytest

from crm_infra.simcloud.services.kubernetes_versions import (
    CHANNELS,
    default,
    everything,
    meant,
    of_channel,
    order,
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("1.35.8-gke.1000000", "1.35.8-gke.1000000"),
        ("1.35", "1.35.9-gke.1000000"),
        ("1.35.8", "1.35.8-gke.1000000"),
        ("1.3", None),
        ("1.99", None),
        ("latest", "1.36.3-gke.1000000"),
    ],
)
def test_a_beginning_means_the_newest(asked, found):
    assert meant(asked, everything()) == found


def test_versions_are_ordered_by_number():
    assert order("1.9.0-gke.5") < order("1.10.0-gke.1") < order("1.10.0-gke.10")
    assert list(everything()) == sorted(everything(), key=order, reverse=True)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_offers_its_default(channel):
    assert default(channel) in of_channel(channel)
    assert meant("", of_channel(channel)) == default(channel)


def test_outside_of_the_channels_everything_is_offered():
    assert of_channel("UNSPECIFIED") == everything()
