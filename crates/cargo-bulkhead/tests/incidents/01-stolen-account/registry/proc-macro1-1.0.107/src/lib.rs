//! Nothing that anybody would look at.
