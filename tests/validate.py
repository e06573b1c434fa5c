"""AWS's own validator over templates: `validate.py TEMPLATE…`; ends with status 1 if it calls anything an error.

cloudformation-validate has schemas and rules of its own, so it sees what cfn-lint does not. Its warnings and its advice on
security and costs are a matter of taste and depend on the account; only errors are failures, less those in ACCEPTED.
"""

import collections
import re
import sys

from cloudformation_validate import CompositeEngine

# Rule, what its message begins with, and why what it says is not so.
ACCEPTED = [
    ("E1154", r"'' does not match format 'AWS::EC2::Subnet\.Id'",
     "the empty default of …LoadBalancerSubnetIds stands behind a condition that it be not empty"),
    ("E1029", r"Found an embedded parameter '\$\{[A-Z0-9_]+\}'",
     "user text is literal: the container expands a variable in capitals, which no logical id is, or nobody does"),
]


def accepted(found):
    """Whether we know better."""
    return any(found.rule_id == rule and re.match(start, found.message) for rule, start, _ in ACCEPTED)


def main(paths):
    """Validate; print what is wrong; return the exit status."""
    engine, failures, others = CompositeEngine(), 0, collections.Counter()
    for path in paths:
        for found in engine.validate_template(path).diagnostics:
            if found.severity.name not in ("ERROR", "FATAL") or accepted(found):
                others[found.severity.name.lower()] += 1
                continue
            failures += 1
            print(f"  {path}: {found.rule_id}: {found.message}")
    rest = ", ".join(f"{count} {name}" for name, count in sorted(others.items())) or "nothing else"
    print(f"validate: {len(paths)} templates, {failures} errors ({rest})")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
