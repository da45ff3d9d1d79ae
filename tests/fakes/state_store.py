"""A state bucket in memory, held to the same contract as the real one."""

from datetime import UTC, datetime

from crm_infra.state.store import Blob, ObjectVersion, PreconditionError


class MemoryStateStore:
    """Keeps every generation; ``created`` says whether the bucket exists at the start."""

    def __init__(self, *, created: bool = False) -> None:
        self._created = created
        self._generation = 1000
        self._live: dict[str, int] = {}
        self._blobs: dict[tuple[str, int], Blob] = {}
        self._times: dict[int, datetime] = {}

    def exists(self) -> bool:
        return self._created

    def ensure(self) -> bool:
        created, self._created = not self._created, True
        return created

    def read(self, name: str, generation: int | None = None) -> Blob | None:
        wanted = self._live.get(name) if generation is None else generation
        return None if wanted is None else self._blobs.get((name, wanted))

    def write(self, name: str, content: bytes, if_generation: int | None = None) -> int:
        if if_generation is not None and self._live.get(name, 0) != if_generation:
            raise PreconditionError(f"{name!r} is no longer at generation {if_generation}")
        self._generation += 1
        self._live[name] = self._generation
        self._blobs[name, self._generation] = Blob(content, self._generation)
        self._times[self._generation] = datetime.now(UTC)
        return self._generation

    def delete(self, name: str, if_generation: int) -> None:
        if self._live.get(name) != if_generation:
            raise PreconditionError(f"{name!r} is no longer at generation {if_generation}")
        del self._live[name]

    def versions(self, name: str) -> list[ObjectVersion]:
        return [
            ObjectVersion(
                generation=generation,
                updated=self._times[generation],
                size=len(blob.content),
                live=self._live.get(name) == generation,
            )
            for (owner, generation), blob in sorted(self._blobs.items(), reverse=True)
            if owner == name
        ]
