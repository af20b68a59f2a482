"""Resources of the Python target: a file to emit, and the server that proves it; nothing here imports them."""
