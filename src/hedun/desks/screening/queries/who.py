"""Who works at the desk."""

from hedun.base.accounts.terms import THREE_ADMINS, Role, Viewer

EDITORS = (Role.EDITOR, Role.LEADER)
REVIEWERS = (Role.INSPECTOR, Role.LEADER)
RUNNERS = (Role.INSPECTOR, Role.LEADER, Role.EDITOR)


def works_here(viewer: Viewer) -> bool:
    """Tell whether the viewer is a bureau's officer and none of the three administrators."""
    return viewer.is_bureau and viewer.person_id is not None and not viewer.has(*THREE_ADMINS)
