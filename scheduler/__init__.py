"""When a source is due, and having it run: decisions in `due` and `fate`, the loop in `service`, queues that lead to
child processes on this machine (`local_queue`) or on many (`procrastinate_queue`, `worker`), health in `health`."""
