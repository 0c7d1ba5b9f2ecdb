"""What Werkblad does by itself: one module per automation; the machinery lives in `engine`."""
