"""An invented regional news world on loopback: three outlets to crawl, for the demo and for tests."""

from demo_world.articles import OUTLETS, Article
from demo_world.server import Hit
from demo_world.world import World, serve_world

__all__ = ["OUTLETS", "Article", "Hit", "World", "serve_world"]
