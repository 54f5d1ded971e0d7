"""All targets by name."""

from collections.abc import Mapping

from tests.fuzz.files import FILE_TARGETS
from tests.fuzz.target import Target

TARGETS: Mapping[str, Target] = {target.name: target for target in (*FILE_TARGETS,)}
