"""Judges a CronJob from outside: python3 validate_cronjob.py FILE

Each document must be what the schema says, and the names in it must lead somewhere. What the container is given is
printed as JSON, for tests that know the options and variables of the tool.
"""

import json
import pathlib
import sys

import jsonschema
import yaml


class StrictLoader(yaml.SafeLoader):
    """Refuses a key that stands twice in a mapping, of which YAML libraries silently keep the last."""


def refuse_duplicates(loader, node):
    keys = [key.value for key, _ in node.value]
    if len(keys) != len(set(keys)):
        raise ValueError(f"line {node.start_mark.line + 1}: duplicate keys in {keys}")
    return loader.construct_mapping(node, deep=True)


StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, refuse_duplicates)


def main():
    schema = json.loads((pathlib.Path(__file__).parent / "cronjob.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    documents = list(yaml.load_all(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), StrictLoader))
    for document in documents:
        validator.validate(document)
    [job] = [document["spec"]["jobTemplate"]["spec"] for document in documents if document["kind"] == "CronJob"]
    claims = {document["metadata"]["name"] for document in documents if document["kind"] != "CronJob"}
    pod = job["template"]["spec"]
    [container] = pod["containers"]

    volumes = [volume["name"] for volume in pod["volumes"]]
    mounts = [mount["name"] for mount in container["volumeMounts"]]
    assert sorted(volumes) == sorted(mounts), f"volumes {volumes}, mounts {mounts}"
    paths = [mount["mountPath"] for mount in container["volumeMounts"]]
    assert len(set(paths)) == len(paths), f"a path twice in {paths}"
    used = {volume["persistentVolumeClaim"]["claimName"] for volume in pod["volumes"]
            if "persistentVolumeClaim" in volume}
    assert claims <= used, f"claims {claims}, used {used}"

    statuses = []
    for rule in job["podFailurePolicy"]["rules"]:
        if "onExitCodes" in rule:
            codes = rule["onExitCodes"]
            assert codes["containerName"] == container["name"], f"no container {codes['containerName']}"
            assert codes["values"] == sorted(codes["values"]), "Kubernetes wants statuses in order"
            assert rule["action"] == "FailJob" and codes["operator"] == "In"
            statuses += codes["values"]
    writable = [mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")]
    print(json.dumps({
        "command": container["command"] + container["args"],
        "variables": {variable["name"]: variable.get("value", "") for variable in container["env"]},
        "secrets": [variable["name"] for variable in container["env"] if "valueFrom" in variable],
        "final": statuses, "writable": writable, "memory": container["resources"]["limits"]["memory"],
        "grace": pod["terminationGracePeriodSeconds"]}))


main()
