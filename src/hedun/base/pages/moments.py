"""What databases say of moments: SQLite would ask Python for every row, and has it itself."""

from typing import Any

from django.db.models import DateField, FloatField, Func


class Monday(Func):
    """The Monday of the week in which a moment falls, in Shanghai (UTC+8, no summer time)."""

    output_field = DateField()
    template = "(DATE_TRUNC('week', %(expressions)s AT TIME ZONE 'Asia/Shanghai'))::date"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """On to Sunday, then six days back."""
        template = "DATE(%(expressions)s, '+8 hours', 'weekday 0', '-6 days')"
        return self.as_sql(compiler, connection, template=template, **context)


class Seconds(Func):
    """From the second moment to the first."""

    output_field = FloatField()
    arity = 2
    arg_joiner = " - "
    template = "EXTRACT(EPOCH FROM (%(expressions)s))::float8"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A day of julianday is 86,400 seconds."""
        template = "((JULIANDAY(%(expressions)s)) * 86400.0)"
        joined = {"template": template, "arg_joiner": ") - JULIANDAY("}
        return self.as_sql(compiler, connection, **joined, **context)
