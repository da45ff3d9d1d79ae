"""Whose an environment is: its project, the people behind it, the pipeline into it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, PlainSerializer

from crm_infra.environments.model.base import FrozenMapping, Part
from crm_infra.environments.scalars import Digits, Email, Text

LabelKey = Annotated[
    str,
    Text(
        r"^(?!goog)[a-z][a-z0-9_-]{0,62}$",
        "a label's key is at most 63 characters of a-z, 0-9, - and _, begins with a letter and "
        "not with goog, which is Google's",
        "Write it as cost-center.",
    ),
]
LabelValue = Annotated[
    str,
    Text(
        r"^[a-z0-9_-]{1,63}$",
        "a label's value is 1 to 63 characters of a-z, 0-9, - and _",
        'Write it as platform; quote it when it looks like a number: "42".',
    ),
]


class Project(Part):
    """The Google Cloud project that holds the environment, alone."""

    id: Annotated[
        str,
        Text(
            r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$",
            "a project id is 6 to 30 characters of a-z, 0-9 and -, begins with a letter and does "
            "not end with -",
            "Write it as crm-dev-platform.",
            never=("google", "ssl", "null", "undefined"),
        ),
        Field(description="Project id; unique in the world and never reused."),
    ]
    number: Annotated[Digits, Field(description="Project number, in quotes.")]
    organization: Annotated[Digits, Field(description="Organization number, in quotes.")]
    billing_account: Annotated[
        str,
        Text(
            r"^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$",
            "a billing account is three groups of six hexadecimal digits, in upper case",
            "Write it as 0A0A0A-0B0B0B-0C0C0C.",
        ),
        Field(description="The billing account that pays."),
    ]
    labels: Annotated[
        Mapping[LabelKey, LabelValue],
        AfterValidator(FrozenMapping),
        PlainSerializer(dict),
        Field(
            description="Labels of every resource; application and cost-center are required.",
            json_schema_extra={
                "required": ["application", "cost-center"],
                "additionalProperties": False,
            },
        ),
    ]


class Contacts(Part):
    """Whom Google tells what."""

    security: Annotated[Email, Field(description="Security and suspension notices.")]
    billing: Annotated[Email, Field(description="Billing notices.")]
    technical: Annotated[Email, Field(description="Technical notices.")]


class Pipeline(Part):
    """The one repository and branch whose workflows may deploy here, without any key."""

    repository: Annotated[
        str,
        Text(
            r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?/[A-Za-z0-9._-]{1,100}$",
            "it is owner/name as GitHub writes it",
            "Write it as presidential-digs/crm.",
        ),
        Field(description="owner/name"),
    ]
    repository_id: Annotated[
        Digits, Field(description="GitHub's number: a renamed or re-made repository differs.")
    ]
    branch: Annotated[
        str,
        Text(
            r"^[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,98}[A-Za-z0-9])?$",
            "it is the name of a branch",
            "Write it as main.",
            never=("..", "//"),
        ),
        Field(description="Branch"),
    ]
