"""The home of simcloud: where things lie, and that nobody else can get at them."""

import os
from pathlib import Path

import pytest

from crm_infra.simcloud.process.errors import SimcloudError
from crm_infra.simcloud.process.home import Home


def mode(path):
    return path.stat().st_mode & 0o777


def test_it_is_where_the_variable_says(tmp_path, monkeypatch):
    assert Home.of({"CRM_HOME": str(tmp_path)}).root == tmp_path
    monkeypatch.chdir(tmp_path)
    assert Home.of({}).root == tmp_path / ".crm-infra"
    assert Home.of({"CRM_HOME": "relative"}).root == tmp_path / "relative"


def test_it_is_closed_to_others_even_where_it_was_open(tmp_path):
    home = Home(tmp_path / "home")
    home.folder.mkdir(parents=True)
    home.folder.chmod(0o755)
    home.prepare()
    assert mode(home.folder) == 0o700
    assert mode(home.prepare_sockets()) == 0o700


def test_sockets_lie_in_the_home_where_their_paths_fit():
    home = Home(Path("/home/somebody/crm/.crm-infra"))
    assert home.sockets == home.folder / "sockets"


def test_sockets_of_a_deep_home_lie_in_a_short_folder_of_our_own(tmp_path):
    home = Home(tmp_path / ("deep" * 25))
    home.prepare()
    sockets = home.prepare_sockets()
    try:
        assert len(os.fsencode(sockets)) <= 70
        assert mode(sockets) == 0o700
        assert sockets == Home(home.root).sockets
        assert sockets != Home(tmp_path / ("other" * 25)).sockets
    finally:
        sockets.rmdir()


def test_a_link_that_somebody_laid_there_is_refused(tmp_path):
    home = Home(tmp_path / ("deep" * 25))
    home.prepare()
    home.sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(SimcloudError, match="Remove it, or set CRM_HOME"):
            home.prepare_sockets()
    finally:
        home.sockets.unlink()


def test_a_file_in_its_place_is_refused(tmp_path):
    home = Home(tmp_path)
    home.folder.write_text("")
    with pytest.raises((SimcloudError, FileExistsError)):
        home.prepare()
