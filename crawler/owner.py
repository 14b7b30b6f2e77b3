"""Who a process is: the crawler's name for `kitewire.owner`."""

from kitewire.owner import is_alive, this_process

__all__ = ["is_alive", "this_process"]
