"""May this host keep what touches health (CSP L. 1111-8)?"""

from __future__ import annotations

from django.conf import settings


def keeps_health() -> bool:
    """True when the installation declares a host that may: the commune's own machine, or a certified one.

    Otherwise the questions of class C are not asked, their answers neither written nor shown.
    """
    return bool(settings.HDS)
