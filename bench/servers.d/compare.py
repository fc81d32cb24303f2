"""Compares what a scan says of services with what they are, or two scans with each other.

compare.py truth [-v] TRUTH REPORT.xml     TRUTH: bench/servers' table
compare.py same [-v] TRUTH A.xml B.xml
"""
import re
import sys
import xml.etree.ElementTree as ET

FIELDS = ("name", "tunnel", "product", "version", "extrainfo", "hostname", "ostype", "devicetype")


def services(report):
    """Port to its fields and platform names."""
    found = {}
    for port in ET.parse(report).getroot().iter("port"):
        service = port.find("service")
        if service is not None:
            fields = {name: service.get(name, "") for name in FIELDS}
            fields["probed"] = service.get("method") == "probed" and fields["name"] != "tcpwrapped"
            fields["cpe"] = " ".join(sorted(c.text for c in service.findall("cpe")))
            found[port.get("portid")] = fields
    return found


def told(fields):
    """What was told by the service itself: not a name that only its port number speaks for."""
    return fields if fields.get("probed") else {}


def words(fields):
    return " | ".join(fields.get(name, "") for name in FIELDS + ("cpe",))


def against_truth(truth, report, verbose):
    counts = dict(ports=0, named=0, service=0, product=0, told=0, version=0)
    found = services(report)
    for line in open(truth):
        name, port, service, product, version = line.rstrip("\n").split("\t")
        fields = found.get(port, {})
        said = ("ssl/" if fields.get("tunnel") else "") + fields.get("name", "")
        named = bool(fields.get("probed"))
        right = named and re.fullmatch(service, said) is not None
        product_right = named and (product == "-" or bool(re.search(product, fields["product"]) and fields["product"]))
        version_right = version == "-" or bool(re.search(version, fields.get("version", "")))
        counts["ports"] += 1
        counts["named"] += named
        counts["service"] += right
        counts["product"] += product_right
        counts["told"] += version != "-"
        counts["version"] += version != "-" and version_right
        if verbose or not (right and product_right and version_right):
            print(f"  {name} {port}: is {service} | {product} | {version}; said {words(fields) or 'nothing'}")
    print("{ports} ports: {named} named, service as bench/servers has it {service}, product {product}, "
          "version {version} of {told}".format(**counts))


def against_each_other(truth, first, second, verbose):
    ours, theirs = services(first), services(second)
    ports = sorted({line.split("\t")[1] for line in open(truth)}, key=int)
    differing = 0
    for port in ports:
        a, b = told(ours.get(port, {})), told(theirs.get(port, {}))
        if a != b:
            differing += 1
            print(f"  {port}\n    first:  {words(a)}\n    second: {words(b)}")
        elif verbose:
            print(f"  {port} {words(a)}")
    print(f"{len(ports)} ports, {differing} told differently")


def main(arguments):
    verbose = "-v" in arguments
    mode, *files = [argument for argument in arguments if argument != "-v"]
    if mode == "truth":
        against_truth(*files, verbose)
    else:
        against_each_other(*files, verbose)


main(sys.argv[1:])
