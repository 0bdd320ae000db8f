"""The settings of production with one more migration, which lies in the folder that HALF_MIGRATIONS names."""

import os
import sys

from supporter_site.settings import *  # noqa: F403

sys.path.insert(0, os.environ["HALF_FOLDER"])
MIGRATION_MODULES = {"tracker": "half_migrations"}
