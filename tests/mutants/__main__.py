"""Break each control in turn and see whether its tests notice: `make mutants`, or -k WORD for some of them."""

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.mutants.mutants import NoLongerApplies, copy_tree, fate, load, run

AT_ONCE = 2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-k", default="", help="only mutants whose name or row holds this")
    wanted = parser.parse_args().k.lower()
    mutants = [mutant for mutant in load() if wanted in f"{mutant.name} {mutant.row}".lower()]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees = Queue()
        for number in range(AT_ONCE):
            trees.put(copy_tree(Path(folder) / str(number)))
        try:
            named = sorted({node for mutant in mutants for node in mutant.node_ids()})
        except NoLongerApplies as gone:
            sys.exit(str(gone))
        code, said = run(trees.queue[0], named)
        if code:
            sys.exit(f"The tests fail without any mutant (exit {code}): {said}")
        print(f"{len(named)} tests are green without a mutant ({time.monotonic() - began:.0f} s).")

        def try_one(mutant):
            tree, start = trees.get(), time.monotonic()
            try:
                return mutant, fate(mutant, tree), time.monotonic() - start
            except NoLongerApplies as gone:
                return mutant, str(gone), 0.0
            finally:
                trees.put(tree)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            results = []
            for mutant, why, seconds in pool.map(try_one, mutants):
                results.append(why)
                print(
                    f"{'noticed' if not why else 'NOT    '}  {seconds:5.1f} s  {mutant.row:14} {mutant.name}",
                    flush=True,
                )
                if why:
                    print(f"         {why}")
    lost = sum(map(bool, results))
    print(f"{len(results)} mutants, {lost} not noticed, {time.monotonic() - began:.0f} s.")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
