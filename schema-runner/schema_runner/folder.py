"""A project's Alembic folder, as it lies there: its own settings file, its own versions."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from .problem import Problem


def open_folder(folder: str) -> tuple[Config, ScriptDirectory]:
    """The working directory becomes `folder`: relative paths of alembic.ini begin there, imports too. Raises Problem."""
    home = Path(folder)
    settings = home / "alembic.ini"
    if not settings.is_file():
        raise Problem("no-folder", f"{settings.name} is not in {home}")
    os.chdir(home)
    sys.path.insert(0, str(home))
    config = Config(str(settings))
    script = _loading(home, lambda: ScriptDirectory.from_config(config))
    _loading(home, lambda: list(script.walk_revisions()))
    return config, script


def _loading(home: Path, load):
    """A folder of which one file does not load, or whose file names a parent that is not there, is not loaded at all."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            loaded = load()
        except KeyError as error:
            raise Problem("missing-parent", _of(said) or f"revision {error} is not in the folder", _names(error)) from error
        except CommandError as error:
            kind = "missing-parent" if isinstance(error.__cause__, KeyError) else "does-not-load"
            raise Problem(kind, _of(said) or str(error)) from error
        except Problem:
            raise
        except BaseException as error:  # noqa: BLE001 repository code may raise anything, SystemExit included
            raise Problem("does-not-load", f"{_file_of(error, home)}: {_words(error)}") from error
    absent = [str(each.message) for each in said if "is not present" in str(each.message)]
    if absent:
        raise Problem("missing-parent", "; ".join(absent))
    return loaded


def _of(said: list[warnings.WarningMessage]) -> str:
    return "; ".join(str(each.message) for each in said if "not present" in str(each.message))


def _names(error: KeyError) -> tuple[str, ...]:
    return tuple(str(each) for each in error.args if isinstance(each, str))


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:300]


def _file_of(error: BaseException, home: Path) -> str:
    """The innermost file of the project in which it happened."""
    if isinstance(error, SyntaxError) and error.filename:
        return _below(Path(error.filename), home)
    files = [Path(each.filename) for each in traceback.extract_tb(error.__traceback__)]
    inside = [each for each in files if each.is_relative_to(home.resolve()) or each.is_relative_to(home)]
    return _below(inside[-1], home) if inside else "the versions folder"


def _below(file: Path, home: Path) -> str:
    for root in (home, home.resolve()):
        if file.is_relative_to(root):
            return str(file.relative_to(root))
    return file.name
