"""An uploaded file as a path, whether Django kept it in memory or not."""

import pathlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile


@contextmanager
def on_disk(file: "UploadedFile[bytes]") -> Iterator[pathlib.Path]:
    """Give a path for as long as the block lasts."""
    if isinstance(file, TemporaryUploadedFile):
        yield pathlib.Path(file.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR) as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        yield pathlib.Path(copy.name)
