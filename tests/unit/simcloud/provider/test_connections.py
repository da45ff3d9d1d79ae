"""Connections: each has its own provider configuration and is stopped alone."""

from crm_infra.simcloud.provider.connections import Connections


def test_two_connections_do_not_see_each_others_configuration() -> None:
    connections = Connections()
    one, two = connections.open(), connections.open()
    one.configure({"project": "dev", "default_labels": {"team": "crm"}})
    two.configure({"project": "prod", "region": "us-east1"})
    assert one.context.project == "dev"
    assert one.settings.default_labels == {"team": "crm"}
    assert two.context.project == "prod"
    assert two.context.region == "us-east1"


def test_an_unconfigured_provider_works_in_the_simulated_project() -> None:
    context = Connections().open().context
    assert (context.project, context.region) == ("simcloud", "us-central1")


def test_what_runs_on_a_closed_connection_is_stopped_and_nothing_else() -> None:
    connections = Connections()
    closed, other = connections.open(), connections.open()
    connections.drop(closed)
    connections.drop(closed)
    assert closed.context.stop.is_set()
    assert closed.context.gone.is_set()
    assert not other.context.stop.is_set()
    assert len(connections) == 1


def test_stopping_the_server_stops_all() -> None:
    connections = Connections()
    one, two = connections.open(), connections.open()
    connections.stop_all()
    assert one.stop.is_set()
    assert two.stop.is_set()
