"""Country-years for the benchmarks of columns, and what others make of them."""
