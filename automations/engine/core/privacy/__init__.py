"""Personal data in free text: which kinds stand in a text, never the text itself."""

from automations.engine.core.privacy.kinds import PersonalKind
from automations.engine.core.privacy.known import NOBODY, KnownNames, no_names_in
from automations.engine.core.privacy.searching import Searcher

__all__ = ["NOBODY", "KnownNames", "PersonalKind", "Searcher", "no_names_in"]
