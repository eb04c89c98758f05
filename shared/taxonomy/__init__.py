"""ESCO: read its files, compile them into one artefact, load that artefact."""
