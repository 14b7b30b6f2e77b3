"""Discovery: which addresses of a site may hold articles, read out of list pages, feeds and sitemaps alike.

`may_be_article` judges one link, `crawler.discovery.reading.read_start` reads one start point (it loads extraction),
`crawler.discovery.starts.find_starts` finds the start points of a site of which only the home page is known. Nothing
here fetches by itself.
"""

from crawler.discovery.judge import may_be_article, why_not
from crawler.discovery.records import StartRead

__all__ = ["StartRead", "may_be_article", "why_not"]
