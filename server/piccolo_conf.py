"""Tell Piccolo which engine its tables use and where the migrations are; its `migrations new` command reads it too."""

from piccolo.conf.apps import AppRegistry

from server.kit.postgres import engine
from server.migrating import SLICES

DB = engine

APP_REGISTRY = AppRegistry(apps=[f"server.{name}.piccolo_app" for name in SLICES])
