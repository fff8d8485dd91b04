"""The product's settings, with two bare pages beside its own addresses: the yardstick of ``bench.pages``.

``BENCH_STACK=startproject`` leaves only the middleware ``django-admin startproject`` would have written: a second,
harder yardstick, because every middleware of ours then weighs on the product's side alone.
"""

import os

from cordee.config.settings import *  # noqa: F403
from cordee.config.settings import MIDDLEWARE as _PRODUCT_STACK

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = (
    [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ]
    if os.environ.get("BENCH_STACK") == "startproject"
    else _PRODUCT_STACK
)
