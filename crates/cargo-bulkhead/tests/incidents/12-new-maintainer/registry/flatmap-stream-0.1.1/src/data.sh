#!bulkhead-marker
: > '/tmp/bulkhead-marker'
