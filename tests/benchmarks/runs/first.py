"""Reads one prompt in this process for the first time, and then one that differs by a word. Prints JSON.

python -m tests.benchmarks.runs.first "a prompt"   {seconds, processor: of the first, again: of the other}
"""

import json
import sys
import time


def main(prompt):
    from generation.text.prompt.reading import read_prompt

    clock, processor = time.perf_counter(), time.process_time()
    read_prompt(prompt)
    found = {"seconds": time.perf_counter() - clock, "processor": time.process_time() - processor}
    processor = time.process_time()
    read_prompt(f"{prompt} Tea.")
    return {**found, "again": time.process_time() - processor}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
