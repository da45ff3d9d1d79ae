"""Names of pets: an adverb or two, an adjective, an animal."""

import secrets
from typing import Final

_DICE: Final = secrets.SystemRandom()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ADVERBS: Final = _words(
    "boldly briefly calmly clearly deeply early evenly fairly firmly freely gently gladly "
    "hugely kindly lightly loudly mainly neatly nicely openly partly proudly quickly rarely "
    "rightly safely shyly simply slowly softly surely truly usually vastly warmly weekly "
    "widely wisely"
)
_ADJECTIVES: Final = _words(
    "able amber brave brief bright calm clean clever crisp daring deep eager early fair fast "
    "fine fresh gentle glad golden grand green happy humble just keen kind large light lively "
    "loyal lucid mellow mighty modest neat noble open patient polite proud quick quiet rapid "
    "ready robust sharp silent smart smooth solid steady strong sunny sure swift tidy true "
    "valid vital vivid warm wise witty"
)
_ANIMALS: Final = _words(
    "adder ant badger bat bear beaver bee bison boar buck camel carp cat cobra cod crab crane "
    "crow deer dingo dog dove duck eagle eel elk falcon finch fish fly fox frog gecko goat "
    "goose gull hare hawk hen heron horse hound ibex iguana jay kite koala lamb lark lemur "
    "lion lizard llama lynx macaw mole moose moth mouse mule newt okapi orca oryx osprey "
    "otter owl ox panda parrot pelican pig pigeon pika pony puma quail rabbit ram raven robin "
    "salmon seal shark sheep shrew skunk sloth snail snake sparrow squid stag stork swan "
    "tapir tern tiger toad trout turtle viper vole walrus wasp weasel whale wolf wombat worm "
    "yak zebra"
)


def pet(words: int, separator: str) -> str:
    """A name of so many words; the last is always the animal."""
    chosen = [_DICE.choice(_ANIMALS)]
    if words > 1:
        chosen.insert(0, _DICE.choice(_ADJECTIVES))
    while len(chosen) < words:
        chosen.insert(0, _DICE.choice(_ADVERBS))
    return separator.join(chosen)
