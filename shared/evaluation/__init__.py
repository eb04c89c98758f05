"""How well skills are found: public benchmarks, read, measured and compared. No function needs any of it."""
