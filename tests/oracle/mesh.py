"""Counts of exploded headings, by a scan of PubMed XML, NLM's tree file and the table of descriptors, on none of Medlar's code.

mesh.py DESCRIPTORS TREES PUBMED…   prints a line `heading<TAB>records<TAB>records with heading/metabolism` for each heading.
"""

import collections
import gzip
import sys
import xml.etree.ElementTree as ElementTree

HEADINGS = """Neoplasms;Animals;Child;Proteins;Cardiovascular Diseases;Bacteria;Amino Acids;Lung Neoplasms;Eukaryota;Enzymes;Therapeutics;
Psychology;Brain;Steroids;Viruses;Diet;Asthma;Europe;Blood Cells;Hormones""".replace("\n", "").split(";")


def places(descriptors, trees):
    """The tree numbers of each heading: the tree file's where it has the heading."""
    table = {}
    for line in open(descriptors, encoding="utf-8"):
        cells = line.rstrip("\n").split("\t")
        table[cells[1]] = set(filter(None, cells[3].split("|")))
    of_file = collections.defaultdict(set)
    for line in open(trees, encoding="utf-8"):
        heading, number = line.rstrip("\n").rsplit(";", 1)
        of_file[heading].add(number)
    table.update(of_file)
    return table


def records(paths):
    """The headings, and the headings with metabolism, of each record."""
    found = {}
    for path in paths:
        for _, article in ElementTree.iterparse(gzip.open(path)):
            if article.tag != "PubmedArticle":
                continue
            pairs = set()
            for heading in article.iter("MeshHeading"):
                name = heading.findtext("DescriptorName")
                pairs.add((name, None))
                pairs.update((name, qualifier.text) for qualifier in heading.findall("QualifierName"))
            found[article.findtext("MedlineCitation/PMID")] = pairs
            article.clear()
    return found.values()


def main():
    table = places(sys.argv[1], sys.argv[2])
    every = list(records(sys.argv[3:]))
    for heading in HEADINGS:
        roots = table[heading]
        below = {name for name, numbers in table.items() if any(n == r or n.startswith(r + ".") for n in numbers for r in roots)}
        count = sum(any(name in below for name, _ in pairs) for pairs in every)
        metabolism = sum(any(name in below and qualifier == "metabolism" for name, qualifier in pairs) for pairs in every)
        print(heading, count, metabolism, sep="\t")


main()
