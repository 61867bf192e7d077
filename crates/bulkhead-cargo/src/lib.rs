//! All that touches Cargo and the disk: the graph, the sources, the cache of facts.
