"""Starts ministack for the given templates: what it does not know of them becomes a stub, and is told.

A stub takes its properties and does nothing; without it ministack would roll the whole stack back. The templates themselves stay as
they were synthesized.
"""

import json
import sys
from collections import Counter

from ministack.app import main
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS as handlers


def stub(logical_id, _properties, stack_name):
    return f"{stack_name}-{logical_id}", {}


def keep(physical_id, *_):
    return physical_id, {}


def nothing(*_):
    return None


resources = [
    resource
    for path in sys.argv[1:]
    for resource in json.load(open(path, encoding="utf-8"))["Resources"].values()
]


def tell(what, types):
    for name, count in sorted(Counter(types).items()):
        print(f"{what}: {name} ({count})", flush=True)
        handlers[name] = {"create": stub, "update": keep, "delete": nothing}


names = [resource["Type"] for resource in resources]
tell(
    "unknown to the emulator",
    # What begins with AWS::CDK stands for nothing that exists.
    [name for name in names if name not in handlers and not name.startswith(("Custom::", "AWS::CDK::"))],
)
# Functions of the CDK's own, with parts that only AWS Lambda brings along: a client of EC2, the AWS CLI.
tell("not run by the emulator", [name for name in names if name.startswith("Custom::")])

alarm = handlers["AWS::CloudWatch::Alarm"]
create_alarm = alarm["create"]
handlers["AWS::CloudWatch::Alarm"] = {**alarm, "create": lambda *a: (stub if a[1].get("Metrics") else create_alarm)(*a)}
maths = sum(1 for r in resources if r["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in r["Properties"])
print(f"unknown to the emulator: AWS::CloudWatch::Alarm with metric math ({maths})", flush=True)

sys.argv = sys.argv[:1]
main()
