"""The HTTP API for programs, `/api/v1`: what it answers (`*_shapes`), and its endpoints (`*_routes`)."""
