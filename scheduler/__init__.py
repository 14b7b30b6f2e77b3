"""When a source is due, and running it: decisions in `due`, child processes in `children`, the loop in `service`."""
