"""Words for the properties of beds and the needs of people."""

from core.errors import Text
from shelters.models import FEATURES, Bed

# Lazy: each reader gets them in the own language.
FEATURE_WORDS: dict[str, Text] = {
    field.name: field.verbose_name for field in Bed._meta.concrete_fields if field.name in FEATURES
}
