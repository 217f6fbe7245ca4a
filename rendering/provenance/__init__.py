"""Films that prove themselves: what is said of one, how it is signed (C2PA), and how a file is checked."""
