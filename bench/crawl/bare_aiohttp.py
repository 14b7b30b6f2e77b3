"""Fetches every page of the invented site with aiohttp alone, 16 at once: `bare_aiohttp.py BASE PAGES`."""

import asyncio
import re
import sys

import aiohttp


async def crawl(base: str) -> int:
    """Gives how many pages there were."""
    fetched, path = 0, "/list/1.html"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=16)) as session:

        async def get(path: str) -> bytes:
            async with session.get(base + path) as answer:
                return await answer.read()

        while path:
            page = (await get(path)).decode()
            fetched += 1 + len(
                await asyncio.gather(*(get(one) for one in re.findall('<li><a href="(/news/[^"]+)"', page)))
            )
            onward = re.search('rel="next" href="([^"]+)"', page)
            path = onward[1] if onward else ""
    return fetched


found = asyncio.run(crawl(sys.argv[1]))
if found != int(sys.argv[2]):
    sys.exit(f"fetched {found} pages of {sys.argv[2]}")
