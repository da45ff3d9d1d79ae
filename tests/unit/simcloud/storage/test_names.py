import pytest

from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.storage.names import check_bucket_name, check_object_name


@pytest.mark.parametrize("name", ["abc", "a-b_c", "crm-dev-tfstate", "files.example.com", "0a0"])
def test_bucket_names_that_the_api_takes(name):
    check_bucket_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "a" * 64,
        "Upper",
        "-abc",
        "abc-",
        "a b c",
        "goog-x",
        "my-google-bucket",
        "192.168.5.4",
        "a..b",
        "ümlaut",
        "abc\n",
        "٣abc",
    ],
)
def test_bucket_names_that_the_api_refuses(name):
    with pytest.raises(ApiError, match="Invalid bucket name") as refused:
        check_bucket_name(name)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "name", ["a", "a/b//c", "/", "ü日本", "a\tb", "x" * 1024, "é" * 512, "..a"]
)
def test_object_names_that_the_api_takes(name):
    check_object_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x" * 1025,
        "é" * 513,
        "a\nb",
        "a\rb",
        ".",
        "..",
        ".well-known/acme-challenge/x",
        "\ud800",
    ],
)
def test_object_names_that_the_api_refuses(name):
    with pytest.raises(ApiError) as refused:
        check_object_name(name)
    assert refused.value.status == 400
