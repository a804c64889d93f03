"""What officers fill in; the fields of a step follow from its declared needs."""

from hedun.desks.cases.forms.sourcing import SourceForm
from hedun.desks.cases.forms.steps import StepForm

__all__ = ["SourceForm", "StepForm"]
