"""Machine types: those that there are, what they have, and where they are."""

import pytest

from crm_infra.simcloud.services.machines import machine, offered


@pytest.mark.parametrize(
    ("name", "cpus", "memory", "metric"),
    [
        ("e2-standard-2", 2, 8, "CPUS"),
        ("e2-highmem-4", 4, 32, "CPUS"),
        ("e2-highcpu-8", 8, 8, "CPUS"),
        ("e2-medium", 2, 4, "CPUS"),
        ("n1-standard-4", 4, 15, "CPUS"),
        ("n2-standard-80", 80, 320, "N2_CPUS"),
        ("c3-standard-8-lssd", 8, 32, "C3_CPUS"),
        ("n2-custom-6-20480", 6, 20, "N2_CPUS"),
        ("custom-4-8192", 4, 8, "CPUS"),
        ("a2-highgpu-1g", 1, 4, "A2_CPUS"),
    ],
)
def test_a_machine_has_processors_and_memory(name, cpus, memory, metric):
    found = machine(name)
    assert (found.cpus, found.memory, found.metric) == (cpus, memory, metric)
    assert offered(name, "us-central1")


@pytest.mark.parametrize("name", ["", "e2", "e2-standard", "e2-standard-3", "e2-ultra-4", "big"])
def test_there_are_no_others(name):
    assert machine(name) is None
    assert not offered(name, "us-central1")


def test_some_are_not_everywhere():
    assert offered("t2a-standard-4", "us-central1")
    assert not offered("t2a-standard-4", "us-east1")
