"""The pages for running the service: sources, adding one, runs live, health, logging in."""
