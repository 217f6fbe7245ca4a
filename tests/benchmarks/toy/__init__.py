"""Job kinds whose work is nothing, so that only the engine itself is measured."""
