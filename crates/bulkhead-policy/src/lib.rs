//! Facts and policy in, findings out: pure judgement, no I/O.
