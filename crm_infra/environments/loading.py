"""From a folder of files to environments, or to every fault of every file at once.

Nothing starts on a bad file: one fault anywhere means that no environment is given out. The steps
are ``source``, ``grammar``, ``shape``, ``rules`` and ``across``; add a rule there, not here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from crm_infra.environments import across, rules
from crm_infra.environments.document import Document
from crm_infra.environments.grammar import parse
from crm_infra.environments.model import Environment
from crm_infra.environments.naming import PERMANENT, validate_name
from crm_infra.environments.report import line
from crm_infra.environments.shape import check_shape
from crm_infra.environments.source import read_source
from crm_infra.environments.wording import choose, shown
from crm_infra.errors import Fault, InputError

FOLDER = Path(__file__).resolve().parent.parent / "infrastructure" / "environments"


@dataclass(frozen=True, slots=True)
class _Reading:
    environments: dict[str, Environment]
    faults: tuple[Fault, ...]


def load_environments(folder: Path | None = None) -> dict[str, Environment]:
    """Every environment by name: dev, staging, uat, prod, then previews.

    Raises:
        InputError: With every fault of every file.
    """
    reading = _read(folder or FOLDER)
    if reading.faults:
        raise refused(reading.faults)
    return dict(reading.environments)


def refused(faults: Sequence[Fault]) -> InputError:
    """The error that carries all faults and quotes the first."""
    count = f"{len(faults)} faults, the first is" if len(faults) > 1 else "a fault:"
    return InputError(
        f"the environments have {count} {line(faults[0])}",
        hint="Run crm-infra validate to see every fault.",
        faults=tuple(faults),
    )


def load_environment(name: str, folder: Path | None = None) -> Environment:
    """One environment. All files are checked, because environments must not collide.

    Raises:
        InputError: The name is not one, no file has it, or any file has a fault.
    """
    validate_name(name)
    environments = load_environments(folder)
    if name in environments:
        return environments[name]
    raise InputError(
        f"there is no environment {shown(name)}: each has a file in the environments folder",
        hint=choose(name, environments),
    )


def faults_in(folder: Path | None = None) -> tuple[Fault, ...]:
    """Every fault of every file, by file and line; none when all is well."""
    return _read(folder or FOLDER).faults


def _read(folder: Path) -> _Reading:
    try:
        present = sorted(folder.iterdir(), key=_order)
    except (OSError, ValueError) as error:
        seen = f"the folder cannot be read ({getattr(error, 'strerror', None) or error})"
        rule, remedy = "environments are files in one folder", "Name the folder that has dev.yaml."
        return _Reading({}, (Fault(folder, 1, "", seen, rule, remedy),))
    files = [file for file in present if file.name.endswith(".yaml")]
    return _judged(tuple(_strays(folder, present)), tuple((f, read_source(f)) for f in files))


# A run asks half a dozen times, and the files are the same ones: the answer to the same content is
# kept. A processor needs 20 ms for it.
@lru_cache(maxsize=4)
def _judged(strays: tuple[Fault, ...], sources: tuple[tuple[Path, str | Fault], ...]) -> _Reading:
    faults = list(strays)
    documents: dict[str, Document] = {}
    environments: dict[str, Environment] = {}
    for file, source in sources:
        if isinstance(source, Fault):
            faults.append(source)
            continue
        document = parse(file, source)
        environment, sound, shape_faults = check_shape(document)
        documents[file.stem] = sound
        faults += [*document.faults, *shape_faults]
        faults += (fault for rule in rules.RULES for fault in rule(sound))
        if environment is not None:
            environments[environment.name] = environment
    faults += (fault for rule in across.RULES for fault in rule(documents))
    compared = (fault for rule in across.COMPARISONS for fault in rule(documents))
    faults += [fault for fault in compared if not any(_same_place(fault, one) for one in faults)]
    return _Reading(environments, tuple(sorted(set(faults))))


def _same_place(one: Fault, other: Fault) -> bool:
    """Whether one key is the other's, or inside it."""
    if one.file != other.file or not one.key or not other.key:
        return False
    short, long = sorted((one.key, other.key), key=len)
    return long == short or long.startswith((f"{short}.", f"{short}["))


def _order(file: Path) -> tuple[int, str]:
    return (PERMANENT.index(file.stem) if file.stem in PERMANENT else len(PERMANENT)), file.name


def _strays(folder: Path, present: Sequence[Path]) -> Iterator[Fault]:
    for name in PERMANENT:
        file = folder / f"{name}.yaml"
        if file not in present:
            remedy = "Restore the file from version control."
            yield Fault(file, 1, "", "the file is missing", f"{name} always exists", remedy)
    for file in present:
        if file.suffix.lower() in (".yaml", ".yml") and file.suffix != ".yaml":
            rule, remedy = "environment files end in .yaml", "Rename it, or remove it."
            yield Fault(file, 1, "", f"the file ends in {file.suffix}", rule, remedy)
