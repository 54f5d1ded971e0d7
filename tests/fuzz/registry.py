"""All targets that take bytes, by name."""

from collections.abc import Mapping

from tests.fuzz.answers import ANSWER_TARGETS
from tests.fuzz.files import FILE_TARGETS
from tests.fuzz.target import Target

TARGETS: Mapping[str, Target] = {target.name: target for target in (*FILE_TARGETS, *ANSWER_TARGETS)}
