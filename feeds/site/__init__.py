"""The pages for people: how they are rendered, and what each of them shows."""
