"""Connections: each has its own provider configuration and is stopped alone."""

from crm_infra.simcloud.provider.connections import Connections


def test_two_connections_do_not_see_each_others_configuration() -> None:
    connections = Connections()
    connections.of("a").configure({"project": "dev", "default_labels": {"team": "crm"}})
    connections.of("b").configure({"project": "prod", "region": "us-east1"})
    assert connections.of("a").context.project == "dev"
    assert connections.of("a").settings.default_labels == {"team": "crm"}
    assert connections.of("b").context.project == "prod"
    assert connections.of("b").context.region == "us-east1"


def test_an_unconfigured_provider_works_in_the_simulated_project() -> None:
    context = Connections().of("a").context
    assert (context.project, context.region) == ("simcloud", "us-central1")


def test_what_runs_on_a_closed_connection_is_stopped_and_nothing_else() -> None:
    connections = Connections()
    closed, other = connections.of("a"), connections.of("b")
    connections.drop("a")
    connections.drop("never seen")
    assert closed.context.stop.is_set()
    assert closed.context.gone.is_set()
    assert not other.context.stop.is_set()
    assert len(connections) == 1


def test_stopping_the_server_stops_all() -> None:
    connections = Connections()
    one, two = connections.of("a"), connections.of("b")
    connections.stop_all()
    assert one.stop.is_set()
    assert two.stop.is_set()
